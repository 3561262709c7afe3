import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseRefused } from '../errors.js';

/** `application_id` of our files ("GATE"), at byte 68 of the header. */
const APPLICATION_ID = 0x47415445;
/** Page cache of each connection in KiB, negative as SQLite wants it. */
const CACHE_KIB = -65_536;

export interface SqliteOptions {
  /** The file's path, or `:memory:`. */
  readonly path: string;
  /** `full`: an answered command survives a power cut; `normal`: only a crash of the process. */
  readonly synchronous: 'full' | 'normal';
}

/** The connections to one database. In memory there is only one, which then reads and writes. */
export interface SqliteDatabase {
  readonly writer: Database.Database;
  readonly reader: Database.Database;
  close(): Promise<void>;
}

/**
 * Opens or creates the database and brings its schema up to date.
 *
 * @throws DatabaseRefused for a file that is not ours, newer than the program, damaged or that cannot
 *   be written; the file is left as it was
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteDatabase> {
  const inMemory = options.path === ':memory:';
  if (!inMemory) checkFile(options.path);
  let writer: Database.Database | undefined;
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: options.path,
    migrations: MIGRATIONS,
    prepareDatabase: (database: Database.Database) => {
      writer = database;
      // Nothing is written to a file before we know that we may write it.
      database.pragma(`busy_timeout = 5000`);
      database.pragma(`journal_mode = WAL`);
      // better-sqlite3 compiles in NORMAL for WAL, which can lose the last commits at a power cut.
      database.pragma(`synchronous = ${options.synchronous}`);
      database.pragma(`cache_size = ${CACHE_KIB}`);
    },
  });
  try {
    await dataSource.initialize();
    if (!writer) throw new DatabaseRefused('The database driver gave no connection.');
    await migrate(dataSource, writer, options.path);
    const reader = inMemory ? writer : openReader(options.path);
    return {
      writer,
      reader,
      close: async () => {
        if (reader !== writer) reader.close();
        await dataSource.destroy();
      },
    };
  } catch (cause) {
    if (dataSource.isInitialized) await dataSource.destroy();
    else writer?.close();
    if (cause instanceof DatabaseRefused) throw cause;
    throw new DatabaseRefused(`${options.path} cannot be used: ${messageOf(cause)}`);
  }
}

/** Refuses what must not be touched by looking at the file's first bytes only. */
function checkFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw new DatabaseRefused(`the folder of ${path} cannot be made: ${messageOf(cause)}`);
  }
  if (!existsSync(path)) return;
  if (!statSync(path).isFile()) throw new DatabaseRefused(`${path} is not a file`);
  let header: Buffer;
  try {
    header = readHeader(path);
  } catch (cause) {
    throw new DatabaseRefused(`${path} cannot be written: ${messageOf(cause)}`);
  }
  if (header.length === 0) return;
  const ours =
    header.length === 100 &&
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    header.readUInt32BE(68) === APPLICATION_ID;
  if (!ours) throw new DatabaseRefused(`${path} is not a Gatehouse database; it was left as it is`);
  const schema = header.readUInt32BE(60);
  if (schema > MIGRATIONS.length) throw new DatabaseRefused(newer(path));
}

function readHeader(path: string): Buffer {
  const file = openSync(path, 'r+');
  try {
    const header = Buffer.alloc(100);
    return header.subarray(0, readSync(file, header, 0, 100, 0));
  } finally {
    closeSync(file);
  }
}

async function migrate(
  dataSource: DataSource,
  writer: Database.Database,
  path: string,
): Promise<void> {
  const known = new Set<string>(MIGRATIONS.map((migration) => migration.name));
  if (await hasMigrationsTable(dataSource)) {
    const done = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    if (done.some(({ name }) => !known.has(name))) throw new DatabaseRefused(newer(path));
  }
  writer.pragma(`application_id = ${APPLICATION_ID}`);
  await dataSource.runMigrations({ transaction: 'each' });
  writer.pragma(`user_version = ${MIGRATIONS.length}`);
  // So that the header of the file itself says what it is, whatever happens to the WAL.
  writer.pragma('wal_checkpoint(TRUNCATE)');
}

async function hasMigrationsTable(dataSource: DataSource): Promise<boolean> {
  const tables = await dataSource.query<unknown[]>(
    `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`,
  );
  return tables.length > 0;
}

function openReader(path: string): Database.Database {
  const reader = new Database(path, { readonly: true, fileMustExist: true });
  reader.pragma('busy_timeout = 5000');
  reader.pragma(`cache_size = ${CACHE_KIB}`);
  return reader;
}

function newer(path: string): string {
  return `${path} was written by a newer version of Gatehouse; update the program, or restore a backup`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
