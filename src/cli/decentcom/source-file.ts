import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isOurs, readHeader } from '../../event-store/sqlite/sqlite-file.js';
import { sqliteCode } from '../../event-store/sqlite/sqlite-statements.js';
import { Failure } from '../failures.js';
import { scratchFolder } from '../scratch-folder.js';
import { checkSchema } from './source-schema.js';
import { readRows, type SourceRows } from './source-rows.js';

/** What SQLite may keep beside a database: without them the file alone is not what was committed. */
const BESIDE = ['-wal', '-journal'] as const;

/**
 * What a decentcom database holds of its community. SQLite is given a copy: to open a database in WAL mode, even
 * to read it, it makes files beside it.
 *
 * @throws Failure for what is not there, no SQLite database, damaged, of another program or schema, or is being
 *   written
 */
export function readSource(path: string): SourceRows {
  checkFile(path);
  const folder = scratchFolder('import');
  try {
    const copy = join(folder.path, 'source.db');
    copyAtRest(path, copy);
    return reading(path, copy);
  } finally {
    folder.remove();
  }
}

function checkFile(path: string): void {
  if (!existsSync(path)) throw new Failure(`${path} does not exist.`);
  if (!statSync(path).isFile()) throw new Failure(`${path} is not a file.`);
  const header = readHeader(path, 'r');
  if (isOurs(header)) {
    throw new Failure(
      `${path} is a database of Gatehouse, not of decentcom; \`gatehouse copy\` moves such a community.`,
    );
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new Failure(`${path} is not an SQLite database.`);
  }
}

function copyAtRest(path: string, copy: string): void {
  const before = stampOf(path);
  copyFileSync(path, copy);
  for (const suffix of BESIDE) {
    if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
  }
  if (stampOf(path) !== before) {
    throw new Failure(`${path} is being written: stop decentcom, then import again.`);
  }
}

function stampOf(path: string): string {
  const stamps = ['', ...BESIDE].map((suffix) => {
    const stats = statSync(path + suffix, { throwIfNoEntry: false });
    return stats ? `${stats.size}@${stats.mtimeMs}` : 'none';
  });
  return stamps.join(' ');
}

function reading(path: string, copy: string): SourceRows {
  try {
    const database = new Database(copy, { fileMustExist: true });
    try {
      const [first] = database.pragma('integrity_check(1)') as { integrity_check: string }[];
      const found = first?.integrity_check ?? 'unreadable';
      // It takes several lines to say where.
      if (found !== 'ok') throw new Failure(`${path} is damaged: ${found.replaceAll('\n', ' ')}.`);
      checkSchema(path, database);
      return readRows(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
    throw new Failure(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
