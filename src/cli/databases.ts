import { loadConfig, type Config } from '../config.js';
import { A_KEPT_DATABASE, databaseAt, type DatabaseAddress } from '../settings/database-url.js';
import { DatabaseRefused } from '../event-store/errors.js';
import type { EventStore, ReadModels } from '../event-store/event-store.js';
import { isServed as isServedFile } from '../event-store/sqlite/server-lock.js';
import { openStoredSqlite } from '../event-store/sqlite/sqlite-stored-log.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { WrongUsage } from './failures.js';
import type { OpenOptions } from './open-store.js';

/** Which community a command is about: of the settings, unless `--database` names another. */
export interface Community {
  readonly config: Config;
  readonly address: DatabaseAddress;
  /** What names it, for messages. */
  readonly named: string;
}

export interface DatabaseOption {
  readonly database?: string;
}

/** `--database`, for `Command.option`. */
export const DATABASE_OPTION = [
  '--database <url>',
  'the database, instead of GATEHOUSE_DATABASE_URL: sqlite:<path>, postgres://...',
] as const;

/**
 * @throws BadSetting for a setting that is not allowed; WrongUsage when the database is in memory, or
 *   `--database` is no database
 */
export function communityOf({ database }: DatabaseOption): Community {
  if (database !== undefined) addressIn('--database', database);
  const config = loadConfig({
    ...process.env,
    ...(database !== undefined && {
      GATEHOUSE_DATABASE_URL: database,
      GATEHOUSE_DATABASE_URL_FILE: undefined,
    }),
  });
  const { postgresUrl, sqlite } = config;
  const named = database === undefined ? 'GATEHOUSE_DATABASE_URL' : '--database';
  const url = postgresUrl ?? `sqlite:${sqlite.path}`;
  return { config, address: addressIn(named, url), named };
}

/**
 * The database that an option names.
 * @throws WrongUsage when it names none that outlives the process
 */
export function addressIn(option: string, url: string): DatabaseAddress {
  const address = databaseAt(url);
  if (!address) {
    // It is not shown: a password may stand in it.
    throw new WrongUsage(`${option} names no database; it must be ${A_KEPT_DATABASE}.`);
  }
  if (address.engine === 'sqlite' && address.path === ':memory:') {
    throw new WrongUsage(`${option} is in memory, where nothing outlives the command.`);
  }
  return address;
}

/** @throws DatabaseRefused when it is not there, not ours, or of another schema */
export async function openStored(address: DatabaseAddress): Promise<StoredLog> {
  if (address.engine === 'sqlite') return openStoredSqlite(address.path);
  const { openStoredPostgres } = await import('../event-store/postgres/postgres-stored-log.js');
  return openStoredPostgres(address.url);
}

/** @throws DatabaseRefused when a Gatehouse runs on it */
export async function refuseServed(address: DatabaseAddress): Promise<void> {
  if (!(await isServed(address))) return;
  throw new DatabaseRefused(
    address.engine === 'sqlite'
      ? `${address.path} is served by a Gatehouse just now: stop it first`
      : 'it is served by a Gatehouse just now: stop all its processes first',
  );
}

/** Whether a Gatehouse runs on it. */
export async function isServed(address: DatabaseAddress): Promise<boolean> {
  if (address.engine === 'sqlite') return isServedFile(address.path);
  const { isServedPostgres } = await import('../event-store/postgres/postgres-stored-log.js');
  return isServedPostgres(address.url);
}

/**
 * Opens a database to write to it: makes it when there is none, brings its schema up to date.
 * @throws DatabaseRefused when it is not ours or newer than the program
 */
export async function openStore(
  address: DatabaseAddress,
  options?: OpenOptions,
): Promise<EventStore & ReadModels> {
  // Loaded when it is needed: it is half of what a command that only reads takes to start.
  const { open } = await import('./open-store.js');
  return open(address, options);
}
