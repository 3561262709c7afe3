// The least that better-sqlite3 and SHA-256 can do for a chain: has SQLite join the fields of each event to the bytes
// that are hashed (docs/log-format.md), reads them in large pages, and hashes them behind the hash before.
import { hash } from 'node:crypto';
import Database from 'better-sqlite3';
import { timedWork } from '../lib/timed-work.mjs';

const PAGE = 1000;
const FIELDS = [
  'position',
  'id',
  'stream',
  'version',
  'type',
  'schema_version',
  'actor',
  'at',
  'correlation_id',
  "ifnull(causation_id, '')",
  "ifnull(reason, '')",
  'data',
];

const [file] = process.argv.slice(2);
const database = new Database(file, { readonly: true });
const page = database
  .prepare(
    `SELECT ${FIELDS.join(' || char(10) || ')}, hash FROM events WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
  )
  .raw();

await timedWork(() => {
  let previous = Buffer.alloc(32);
  let events = 0;
  for (let rows = page.all(0); rows.length > 0; rows = page.all(events)) {
    for (const [record, stored] of rows) {
      previous = hash('sha256', Buffer.concat([previous, Buffer.from(record)]), 'buffer');
      if (!previous.equals(stored)) throw new Error(`The chain breaks behind event ${events}.`);
      events++;
    }
  }
  return { events };
});
