// The least that better-sqlite3 can do for a rebuild: reads the events, and runs the very statements that the
// projections make of them, as many events to a transaction. What the statements are is found out beside the clock.
import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { MAX_READ } from '../../dist/src/event-store/event-store.js';
import { Projections } from '../../dist/src/event-store/projections/projections.js';
import { SqliteLogReader } from '../../dist/src/event-store/sqlite/sqlite-log-reader.js';
import { SqliteStatements } from '../../dist/src/event-store/sqlite/sqlite-statements.js';
import { bindTables } from '../../dist/src/event-store/statement.js';
import { EVENT_REGISTRY } from '../../dist/src/events.js';
import { PROJECTIONS } from '../../dist/src/projections.js';
import { timedWork } from '../lib/timed-work.mjs';

const SUFFIX = '__raw';

const [file] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.pragma('cache_size = -65536');

const projections = new Projections(PROJECTIONS);
const reader = new SqliteLogReader(new SqliteStatements(new Database(file)), EVENT_REGISTRY);

await timedWork(() => {
  for (const text of PROJECTIONS.flatMap(({ schema }) => schema)) {
    database.exec(bindTables(text, SUFFIX));
  }
  const result = fill();
  for (const table of PROJECTIONS.flatMap(({ tables }) => tables)) {
    database.exec(`DROP TABLE ${table}${SUFFIX}`);
  }
  return result;
});

function fill() {
  const page = database.prepare(
    'SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?',
  );
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const prepared = new Map();
  let events = 0;
  let seconds = 0;
  for (;;) {
    const readAt = performance.now();
    const rows = page.all(events, MAX_READ);
    seconds += (performance.now() - readAt) / 1000;
    if (rows.length === 0) return { events, seconds };

    const runs = statementsFor(events, prepared);

    const writtenAt = performance.now();
    begin.run();
    for (const { statement, values } of runs) statement.run(values);
    commit.run();
    seconds += (performance.now() - writtenAt) / 1000;
    events += rows.length;
  }
}

/** What the events behind a position make the projections run. */
function statementsFor(position, prepared) {
  const statements = reader
    .all(position, MAX_READ)
    .flatMap((event) => projections.statementsFor(event));
  return statements.map(({ text, values }) => {
    if (!prepared.has(text)) prepared.set(text, database.prepare(bindTables(text, SUFFIX)));
    return { statement: prepared.get(text), values };
  });
}
