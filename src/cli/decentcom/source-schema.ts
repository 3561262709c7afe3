import type Database from 'better-sqlite3';
import { Failure } from '../failures.js';

/** The newest migration of decentcom that we know; its number stands in `_sqlx_migrations`. */
const NEWEST = 11;

/** What is read, by table. Columns that came later and are read where they are stand in `source-rows.ts`. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  users: ['id', 'pubkey', 'display_name', 'created_at'],
  roles: ['id', 'name', 'color', 'permissions', 'position', 'created_at'],
  member_roles: ['user_id', 'role_id'],
  members: ['user_id', 'joined_at'],
  invites: [
    'code',
    'created_by',
    'grant_role_id',
    'max_uses',
    'use_count',
    'expires_at',
    'created_at',
  ],
  bans: ['pubkey', 'banned_by', 'reason', 'banned_at'],
  allowlist: ['pubkey', 'added_by', 'added_at'],
};

/** @throws Failure for a database of another program, or of a schema that we do not know */
export function checkSchema(path: string, database: Database.Database): void {
  const migrated = columnsOf(database, '_sqlx_migrations');
  if (!migrated.includes('version') || columnsOf(database, 'users').length === 0) {
    throw new Failure(
      `${path} is not a database of decentcom: it has no table ` +
        `${migrated.includes('version') ? 'users' : '_sqlx_migrations'}.`,
    );
  }
  const newest = newestMigration(database);
  if (newest > NEWEST) {
    throw new Failure(
      `${path} was written by a newer decentcom (its migration ${newest}; this program knows them up to ` +
        `${NEWEST}); update Gatehouse.`,
    );
  }
  const missing = Object.entries(NEEDED).flatMap(([table, needed]) => {
    const there = columnsOf(database, table);
    if (there.length === 0) return [`the table ${table}`];
    return needed.filter((name) => !there.includes(name)).map((name) => `${table}.${name}`);
  });
  if (missing.length > 0) {
    throw new Failure(
      `${path} lacks ${missing.join(', ')} (it is at decentcom's migration ${newest}); ` +
        'start a newer decentcom on it once, then import again.',
    );
  }
}

function newestMigration(database: Database.Database): number {
  const row = database
    .prepare<[], { newest: unknown }>('SELECT MAX(version) AS newest FROM _sqlx_migrations')
    .get();
  return typeof row?.newest === 'number' ? row.newest : 0;
}

/** The names of a table's columns; none when there is no such table. */
export function columnsOf(database: Database.Database, table: string): readonly string[] {
  return database
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => name);
}
