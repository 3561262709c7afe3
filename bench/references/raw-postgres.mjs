// The least that PostgreSQL can do for joins: writes the rows that Gatehouse has written for its joins
// once more, into a database of its own, so many joins to a transaction, under the same lock of the head.
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { openPostgres } from '../../dist/src/event-store/postgres/postgres-database.js';
import { PostgresEventStore } from '../../dist/src/event-store/postgres/postgres-event-store.js';
import { Projections } from '../../dist/src/event-store/projections/projections.js';
import { ensureProjections } from '../../dist/src/event-store/projections/rebuild-projections.js';
import { EVENT_REGISTRY } from '../../dist/src/events.js';
import { PROJECTIONS } from '../../dist/src/projections.js';

const GROUP = 64;
const TABLES = {
  events: 'position',
  members: 'joined_position',
  invite_redemptions: 'position',
  joins: 'position',
};

const [gatehouseUrl, copyUrl] = process.argv.slice(2);

await makeSchema(copyUrl);
const gatehouse = await connect(gatehouseUrl);
const copy = await connect(copyUrl);
let position = await lastPosition();
const inserts = {};
for (const table of Object.keys(TABLES)) inserts[table] = await insertInto(table);

async function makeSchema(url) {
  const database = await openPostgres({ url, readers: 1 });
  const store = new PostgresEventStore(database, EVENT_REGISTRY, new Projections(PROJECTIONS));
  await ensureProjections(store, PROJECTIONS);
  await store.close();
}

async function connect(connectionString) {
  const client = new pg.Client({ connectionString, pipeline: true });
  await client.connect();
  return client;
}

async function lastPosition() {
  const { rows } = await gatehouse.query('SELECT position FROM log_head');
  return Number(rows[0].position);
}

/** One statement for all rows of a group: a list for each column. */
async function insertInto(table) {
  const { rows } = await gatehouse.query(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  const lists = rows.map(({ type }, index) => `$${index + 1}::${type}[]`);
  const text = `INSERT INTO ${table} SELECT * FROM UNNEST(${lists.join(', ')})`;
  const columns = rows.map(({ name }) => name);
  return (group) => ({
    name: table,
    text,
    values: columns.map((column) => group.map((row) => row[column])),
  });
}

/** The rows of every join since the last time, in groups. */
async function newJoins() {
  const rows = {};
  for (const [table, column] of Object.entries(TABLES)) {
    const text = `SELECT * FROM ${table} WHERE ${column} > $1 ORDER BY ${column}`;
    rows[table] = (await gatehouse.query(text, [position])).rows;
  }
  const joins = rows.members.length;
  if (joins === 0 || rows.events.length !== 2 * joins || rows.invite_redemptions.length !== joins) {
    throw new Error('What Gatehouse wrote is not what this reference takes a join to write.');
  }
  position = await lastPosition();
  const groups = [];
  for (let from = 0; from < joins; from += GROUP) {
    groups.push({
      events: rows.events.slice(2 * from, 2 * (from + GROUP)),
      members: rows.members.slice(from, from + GROUP),
      invite_redemptions: rows.invite_redemptions.slice(from, from + GROUP),
      joins: rows.joins.slice(from, from + GROUP),
    });
  }
  return { joins, groups };
}

async function write(group) {
  await Promise.all([
    copy.query('BEGIN'),
    copy.query({ name: 'lock', text: 'SELECT position, hash FROM log_head FOR UPDATE' }),
  ]);
  const last = group.events.at(-1);
  await Promise.all([
    ...Object.keys(TABLES).map((table) => copy.query(inserts[table](group[table]))),
    copy.query({
      name: 'used',
      text: 'UPDATE invites SET use_count = use_count + $1, last_used_at = $2, version = version + $1',
      values: [group.members.length, last.at],
    }),
    copy.query({
      name: 'count',
      text: 'UPDATE server SET member_count = member_count + $1',
      values: [group.members.length],
    }),
    copy.query({
      name: 'head',
      text: 'UPDATE log_head SET position = $1, hash = $2',
      values: [last.position, last.hash],
    }),
    copy.query('COMMIT'),
  ]);
}

process.on('message', async () => {
  const { joins, groups } = await newJoins();
  const startedAt = performance.now();
  for (const group of groups) await write(group);
  const seconds = (performance.now() - startedAt) / 1000;
  process.send({ perSecond: joins / seconds, joins, seconds });
});
process.send({ ready: true });
