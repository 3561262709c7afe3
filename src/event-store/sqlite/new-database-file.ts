import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DatabaseRefused } from '../errors.js';
import { sqliteIdentity } from './sqlite-stored-log.js';
import { makeFolderOf, makePrivateFile } from './private-file.js';

/** What SQLite lays beside a database. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/**
 * Lets `fill` write a database under a temporary name, `<path>.incomplete`, and gives it its own when it is
 * done: at `path` there is all of it, or nothing. After a failure the temporary file is removed, and what `fill` has
 * made beside it.
 *
 * @param source the identity of what it is made from
 * @param beside files that belong beside it, which `fill` may make
 * @param unwritable whether nobody is to write it from then on
 * @throws DatabaseRefused when there is something at `path`, or the folder cannot be written
 */
export async function newDatabaseFile<Result>(
  path: string,
  source: string,
  fill: (temporary: string) => Promise<Result>,
  { beside = [], unwritable = false }: { beside?: readonly string[]; unwritable?: boolean } = {},
): Promise<Result> {
  refuseTaken(path, source);
  const temporary = `${path}.incomplete`;
  reserve(temporary);
  const ours = beside.filter((name) => !existsSync(name));
  try {
    const result = await fill(temporary);
    putToRest(temporary);
    sync(temporary);
    if (unwritable) chmodSync(temporary, statSync(temporary).mode & 0o555);
    renameSync(temporary, path);
    sync(dirname(path));
    return result;
  } catch (error) {
    if (!existsSync(path)) for (const name of ours) rmSync(name, { force: true });
    throw error;
  } finally {
    for (const name of ['', ...COMPANIONS]) rmSync(temporary + name, { force: true });
  }
}

function refuseTaken(path: string, source: string): void {
  const identity = sqliteIdentity(path);
  if (identity === source) throw new DatabaseRefused(`${path} is the very database to be copied`);
  // SQLite would take what lies beside a file for a part of it.
  const taken = [path, ...COMPANIONS.map((name) => path + name)].find((name) => existsSync(name));
  if (taken === undefined) return;
  throw new DatabaseRefused(`${taken} exists already; name a file that does not`);
}

function reserve(temporary: string): void {
  try {
    makeFolderOf(temporary);
    makePrivateFile(temporary, 'wx');
  } catch (cause) {
    if (typeof cause === 'object' && cause && 'code' in cause && cause.code === 'EEXIST') {
      throw new DatabaseRefused(
        `${temporary} exists: somebody is writing it, or was cut off; in that case remove it, and what begins with its name`,
      );
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseRefused(`${temporary} cannot be made: ${why}`);
  }
}

/** One file with nothing beside it, also when it is only read; a start makes it write ahead again. */
function putToRest(path: string): void {
  const connection = new Database(path, { fileMustExist: true });
  try {
    connection.pragma('journal_mode = DELETE');
  } finally {
    connection.close();
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
