// Says what a log costs in bytes, table by table: on SQLite, and after a copy on PostgreSQL.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { grownCommunity } from './lib/grown-community.mjs';
import { temporaryDatabase, whyNoPostgres } from './lib/postgres.mjs';

const USAGE = `Usage: node bench/log-size.mjs <events> [--postgres]

Makes a community of a third as many members in a folder of its own, each of whom registered, used an invite
and joined, and counts its bytes. With --postgres it is copied to BENCH_POSTGRES_URL and counted there, too.`;

const GATEHOUSE = join(import.meta.dirname, '..', 'dist', 'bundle', 'gatehouse.js');

const [count, ...options] = process.argv.slice(2);
if (!(Number(count) > 0)) console.log(USAGE);
else await measure(Number(count), options.includes('--postgres'));

async function measure(wanted, onPostgres) {
  const parent = join(import.meta.dirname, '.tmp');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'log-size-'));
  try {
    const file = join(folder, 'gatehouse.db');
    await grownCommunity(file, Math.ceil(wanted / 3));
    const events = sizeOfFile(file);
    if (onPostgres) await sizeOfCopy(file, events);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints what a file holds; answers how many events. */
function sizeOfFile(file) {
  const database = new Database(file);
  database.pragma('wal_checkpoint(TRUNCATE)');
  const events = database.prepare('SELECT COUNT(*) FROM events').pluck().get();
  const tables = database
    .prepare(
      `SELECT tbl_name AS name, SUM(pgsize) AS bytes FROM dbstat JOIN sqlite_master USING (name)
       GROUP BY tbl_name ORDER BY bytes DESC`,
    )
    .all();
  database.close();
  print('SQLite', events, statSync(file).size, tables);
  return events;
}

/** Copies a file to a database of its own and prints what that holds. */
async function sizeOfCopy(file, events) {
  const missing = await whyNoPostgres();
  if (missing !== undefined) return console.log(`PostgreSQL left out: ${missing}`);
  const { url, drop } = await temporaryDatabase();
  try {
    execFileSync(process.execPath, [GATEHOUSE, 'copy', '--from', `sqlite:${file}`, '--to', url], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT relname AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY bytes DESC`,
    );
    const whole = await client.query(
      'SELECT pg_database_size(current_database())::float8 AS bytes',
    );
    await client.end();
    print('PostgreSQL', events, whole.rows[0].bytes, rows);
  } finally {
    await drop();
  }
}

function print(engine, events, bytes, tables) {
  const each = (size) => (size / events).toFixed(0).padStart(6);
  const mega = (size) => (size / 1e6).toFixed(1).padStart(9);
  console.log(`${engine}: ${events.toLocaleString('en')} events; MB, and bytes for each event`);
  console.log(`  ${'all'.padEnd(24)}${mega(bytes)}${each(bytes)}`);
  for (const { name, bytes: size } of tables) {
    if (size / events >= 1) console.log(`  ${name.padEnd(24)}${mega(size)}${each(size)}`);
  }
}
