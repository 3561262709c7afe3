// The least that better-sqlite3 can do for joins: writes the rows that Gatehouse has written for its
// joins once more, into a copy of its database from before them, so many joins to a transaction. What all joins
// of a transaction change alike, it changes once.
import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';

const GROUP = 64;

const [gatehouseFile, copyFile] = process.argv.slice(2);

const gatehouse = new Database(gatehouseFile, { readonly: true });
let position = gatehouse.prepare('SELECT max(position) FROM events').pluck().get();
await gatehouse.backup(copyFile);

const copy = new Database(copyFile);
copy.pragma('journal_mode = WAL');
copy.pragma('synchronous = FULL');
copy.pragma('cache_size = -65536');

const begin = copy.prepare('BEGIN IMMEDIATE');
const commit = copy.prepare('COMMIT');
const insertEvent = insertInto('events');
const insertMember = insertInto('members');
const insertStay = insertInto('joins');
const insertRedemption = insertInto('invite_redemptions');
const updateInvite = copy.prepare(
  'UPDATE invites SET use_count = ?, last_used_at = ?, version = ? WHERE code = ?',
);
const updateServer = copy.prepare('UPDATE server SET member_count = member_count + ?');

function insertInto(table) {
  const values = gatehouse.pragma(`table_info(${table})`).map(() => '?');
  return copy.prepare(`INSERT INTO ${table} VALUES (${values.join(', ')})`);
}

/** The rows of every join since the last time. */
function newJoins() {
  const rows = (text) => gatehouse.prepare(text).raw().all(position);
  const used = rows(
    `SELECT data ->> 'use_count', at, version, data ->> 'code' FROM events
     WHERE position > ? AND type = 'InviteConsumed' ORDER BY position`,
  );
  const consumed = rows(
    `SELECT * FROM events WHERE position > ? AND type = 'InviteConsumed' ORDER BY position`,
  );
  const joined = rows(
    `SELECT * FROM events WHERE position > ? AND type = 'MemberJoined' ORDER BY position`,
  );
  const members = rows('SELECT * FROM members WHERE joined_position > ? ORDER BY joined_position');
  const redemptions = rows('SELECT * FROM invite_redemptions WHERE position > ? ORDER BY position');
  const stays = rows('SELECT * FROM joins WHERE position > ? ORDER BY position');
  const lists = [joined, members, redemptions, stays];
  if (consumed.length === 0 || lists.some((list) => list.length !== consumed.length)) {
    throw new Error('What Gatehouse wrote is not what this reference takes a join to write.');
  }
  position = gatehouse.prepare('SELECT max(position) FROM events').pluck().get();
  return consumed.map((event, index) => ({
    consumed: event,
    joined: joined[index],
    used: used[index],
    redemption: redemptions[index],
    member: members[index],
    stay: stays[index],
  }));
}

function writeGroup(joins) {
  begin.run();
  for (const join of joins) {
    insertEvent.run(join.consumed);
    insertRedemption.run(join.redemption);
    insertEvent.run(join.joined);
    insertMember.run(join.member);
    insertStay.run(join.stay);
  }
  updateInvite.run(joins.at(-1).used);
  updateServer.run(joins.length);
  commit.run();
}

process.on('message', () => {
  const joins = newJoins();
  const startedAt = performance.now();
  for (let from = 0; from < joins.length; from += GROUP) {
    writeGroup(joins.slice(from, from + GROUP));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.send({ perSecond: joins.length / seconds, joins: joins.length, seconds });
});
process.send({ ready: true });
