import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseRefused } from '../errors.js';
import { makeFolderOf, makePrivateFile } from './private-file.js';
import { lockForServer } from './server-lock.js';
import { isOurs, newer, readHeader, schemaVersionOf } from './sqlite-file.js';
import type { Prepare, Writer } from './open-migrated.js';
import { isUpToDate } from './sqlite-migrations.js';

/** How long a connection waits for another process at the file. */
const BUSY_MS = 5000;
/** The same of one that reads: it stands still meanwhile, and the process with it. */
const READER_BUSY_MS = 250;
/** Page cache of each connection in KiB, negative as SQLite wants it. */
const CACHE_KIB = -65_536;
/** That of the connection which reads each page once: it must not push out what others need. */
const SCAN_CACHE_KIB = -2048;

export const IN_MEMORY = ':memory:';

export interface SqliteOptions {
  /** The file's path, or `:memory:`. */
  readonly path: string;
  /** `full`: an answered command survives a power cut; `normal`: only a crash of the process. */
  readonly synchronous: 'full' | 'normal';
  /** Whether it is opened by a server, of which a file has one. */
  readonly forServer?: boolean;
}

/** The connections to one database. In memory there is only one, which then does everything. */
export interface SqliteDatabase {
  /** The file's path, or `:memory:`. */
  readonly path: string;
  readonly writer: Database.Database;
  readonly reader: Database.Database;
  /** Reads the log from end to end, in a cache of its own. */
  readonly scanner: Database.Database;
  close(): Promise<void>;
}

/**
 * Opens or creates the database and brings its schema up to date.
 *
 * @throws DatabaseRefused for a file that is not ours, newer than the program, damaged or that cannot
 *   be written; the file is left as it was
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteDatabase> {
  const inMemory = options.path === IN_MEMORY;
  if (!inMemory) checkFile(options.path);
  const lock = !inMemory && options.forServer === true ? lockForServer(options.path) : undefined;
  if (!inMemory) makePrivateFile(options.path);
  let opened: Writer | undefined;
  try {
    const writer = await openWriter(options);
    opened = writer;
    const { connection } = writer;
    // From now on nobody waits for a lock without doing anything else: see SqliteWriter.
    connection.pragma('busy_timeout = 0');
    const reader = inMemory ? connection : openReader(options.path, CACHE_KIB);
    const scanner = inMemory ? connection : openReader(options.path, SCAN_CACHE_KIB);
    return {
      path: options.path,
      writer: connection,
      reader,
      scanner,
      close: async () => {
        for (const other of [reader, scanner]) if (other !== connection) other.close();
        await writer.close();
        lock?.giveBack();
      },
    };
  } catch (cause) {
    lock?.undo();
    await opened?.close();
    if (cause instanceof DatabaseRefused) throw cause;
    throw new DatabaseRefused(`${options.path} cannot be used: ${messageOf(cause)}`);
  }
}

async function openWriter({ path, synchronous }: SqliteOptions): Promise<Writer> {
  const prepare: Prepare = (connection) => {
    // Nothing is written to a file before we know that we may write it.
    connection.pragma(`busy_timeout = ${BUSY_MS}`);
    connection.pragma(`journal_mode = WAL`);
    // better-sqlite3 compiles in NORMAL for WAL, which can lose the last commits at a power cut.
    connection.pragma(`synchronous = ${synchronous}`);
    connection.pragma(`cache_size = ${CACHE_KIB}`);
    // What is deleted is overwritten: without it a key that was erased stays in the file's free space.
    connection.pragma('secure_delete = ON');
  };
  const writer = openUpToDate(path, prepare);
  if (writer) return writer;
  // Loaded when there is something to be done only: TypeORM takes longer to load than most commands take to run.
  const { openMigrated } = await import('./open-migrated.js');
  return openMigrated(path, prepare);
}

/** Nothing where migrations are to be run first. */
function openUpToDate(path: string, prepare: Prepare): Writer | undefined {
  if (path === IN_MEMORY || !isOurs(readHeader(path, 'r'))) return undefined;
  const connection = new Database(path);
  let isReady = false;
  try {
    prepare(connection);
    isReady = isUpToDate(connection, path);
    // Whoever was killed after an erasure has left in the WAL what was erased.
    if (isReady) connection.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    if (!isReady) connection.close();
  }
  return isReady
    ? { connection, close: () => Promise.resolve(void connection.close()) }
    : undefined;
}

/** Refuses what must not be touched by looking at the file's first bytes only. */
function checkFile(path: string): void {
  try {
    makeFolderOf(path);
  } catch (cause) {
    throw new DatabaseRefused(`the folder of ${path} cannot be made: ${messageOf(cause)}`);
  }
  if (!existsSync(path)) return;
  if (!statSync(path).isFile()) throw new DatabaseRefused(`${path} is not a file`);
  let header: Buffer;
  try {
    header = readHeader(path, 'r+');
  } catch (cause) {
    throw new DatabaseRefused(`${path} cannot be written: ${messageOf(cause)}`);
  }
  if (header.length === 0) return;
  if (!isOurs(header)) {
    throw new DatabaseRefused(`${path} is not a Gatehouse database; it was left as it is`);
  }
  if (schemaVersionOf(header) > MIGRATIONS.length) throw new DatabaseRefused(newer(path));
}

/**
 * The connections to a database that is only read: the file can be written over none of them.
 *
 * @throws DatabaseRefused for a file that cannot be read
 */
export function openSqliteReadOnly(path: string): SqliteDatabase {
  try {
    const reader = openReader(path, CACHE_KIB);
    const scanner = openReader(path, SCAN_CACHE_KIB);
    return {
      path,
      writer: reader,
      reader,
      scanner,
      close: () => {
        for (const connection of [reader, scanner]) connection.close();
        return Promise.resolve();
      },
    };
  } catch (cause) {
    throw new DatabaseRefused(`${path} cannot be read: ${messageOf(cause)}`);
  }
}

/** From so many pages in the WAL on a commit writes it back into the file: SQLite's own default. */
const CHECKPOINT_PAGES = 1000;
/** The same where a thread does it: only if that does not keep up, before the WAL has 256 MB. */
const LATE_CHECKPOINT_PAGES = 65_536;

/** Whether commits of this connection write the WAL back as soon as they can, or leave it to a thread. */
export function checkpointItself(writer: Database.Database, does: boolean): void {
  writer.pragma(`wal_autocheckpoint = ${does ? CHECKPOINT_PAGES : LATE_CHECKPOINT_PAGES}`);
}

/**
 * Writes the WAL back into the file and empties it, unless somebody is reading from it just now: nobody is to wait for
 * them.
 *
 * @returns whether it is empty
 */
export function truncateWal(writer: Database.Database): boolean {
  try {
    const [result] = writer.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
    return result?.busy === 0;
  } catch {
    return false;
  }
}

function openReader(path: string, cacheKib: number): Database.Database {
  const reader = new Database(path, { readonly: true, fileMustExist: true });
  reader.pragma(`busy_timeout = ${READER_BUSY_MS}`);
  reader.pragma(`cache_size = ${cacheKib}`);
  return reader;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
