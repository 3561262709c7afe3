import type { Client, ClientConfig } from 'pg';
import { PostgresClient } from './postgres-client.js';
import { translateError } from './postgres-errors.js';

/** Our advisory locks are of this class ("GATE"). */
const LOCKS = 0x47415445;
/** They are of the whole database, which may hold a community in each schema: this tells them apart. */
const LOCK = `$1, hashtext(concat_ws(':', current_schema(), $2::text))`;
/**
 * A connection that holds a lock of the server's, and waits for it as long as it takes.
 *
 * @throws StorageUnavailable when there is no server to give it
 */
export async function connectWithLock(settings: ClientConfig, name: string): Promise<Client> {
  const client = new PostgresClient(patient(settings));
  // The next query on it says so.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await takeLock(client, name);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw translateError(error);
  }
}

/** Takes a lock that goes with the connection, if nobody holds it. */
export async function tryLock(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(${LOCK}) AS locked`,
    [LOCKS, name],
  );
  return rows[0]?.locked === true;
}

/** Whether somebody holds a lock just now. It is not taken for longer than this looks. */
export async function isLocked(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT NOT pg_try_advisory_xact_lock(${LOCK}) AS locked`,
    [LOCKS, name],
  );
  return rows[0]?.locked === true;
}

/** Waits for a lock of the server's, which goes with the connection. */
export async function takeLock(client: Client, name: string): Promise<void> {
  await client.query(`SELECT pg_advisory_lock(${LOCK})`, [LOCKS, name]);
}

/** For what may take as long as it takes: another process fills read models, or migrates. */
export function patient(settings: ClientConfig): ClientConfig {
  return { ...settings, lock_timeout: 0, statement_timeout: 0, query_timeout: 0 };
}
