import type { Client } from 'pg';
import { DatabaseRefused } from '../errors.js';
import { PostgresClient } from './postgres-client.js';
import type { ConnectionOptions } from './postgres-connections.js';
import { connectionSettings, LIMITS } from './postgres-settings.js';

/**
 * What we hold of a connection, its locks, `LISTEN` and prepared statements, lives in the server's session: a pooler must
 * not lend that to somebody else between two transactions.
 *
 * @throws DatabaseRefused where one does
 */
export async function refuseSharedSessions(
  client: Client,
  { url, limits = LIMITS }: ConnectionOptions,
): Promise<void> {
  const other = new PostgresClient(connectionSettings(url, limits));
  other.on('error', () => undefined);
  try {
    await other.connect();
    if ((await sessionOf(client)) !== (await sessionOf(other))) return;
  } finally {
    other.end().catch(() => undefined);
  }
  throw new DatabaseRefused(
    'two connections got the same session: a pooler before PostgreSQL must be in session mode (PgBouncer: pool_mode = session)',
  );
}

async function sessionOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid;
}
