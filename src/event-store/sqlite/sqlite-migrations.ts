import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseRefused } from '../errors.js';
import { isOurs, newer, readHeader } from './sqlite-file.js';

/**
 * The migrations that a database file has seen, oldest first; `undefined` when there is no file, or an
 * empty one.
 * @throws DatabaseRefused for a file that is not ours or cannot be read
 */
export function migrationsInFile(path: string): readonly string[] | undefined {
  if (!existsSync(path) || (statSync(path).isFile() && statSync(path).size === 0)) return undefined;
  try {
    if (!isOurs(readHeader(path, 'r'))) {
      throw new DatabaseRefused(`${path} is not a Gatehouse database`);
    }
    const connection = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return namesIn(connection);
    } finally {
      connection.close();
    }
  } catch (cause) {
    if (cause instanceof DatabaseRefused) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseRefused(`${path} cannot be read: ${why}`);
  }
}

/**
 * Whether a database has seen all migrations that there are.
 * @throws DatabaseRefused when it has seen others
 */
export function isUpToDate(connection: Database.Database, path: string): boolean {
  const isThere = connection.prepare(
    `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`,
  );
  const done = new Set(isThere.get() === undefined ? [] : namesIn(connection));
  const isDone = MIGRATIONS.map(({ name }) => done.delete(name));
  if (done.size > 0) throw new DatabaseRefused(newer(path));
  return !isDone.includes(false);
}

function namesIn(connection: Database.Database): string[] {
  return connection.prepare<[], string>('SELECT name FROM migrations ORDER BY id').pluck().all();
}
