import type { Client } from 'pg';
import { DatabaseRefused } from '../errors.js';
import { PostgresClient } from './postgres-client.js';
import type { ConnectionOptions } from './postgres-connections.js';
import { connectionSettings, LIMITS, within } from './postgres-settings.js';

/** A pooler at work for others may give both connections sessions of their own, or one of them the same, by chance. */
const LOOKS = 8;

/**
 * What we hold of a connection, its locks, `LISTEN` and prepared statements, lives in the server's session: a pooler must
 * not lend that to somebody else between two transactions. Each of two connections is asked by turns which session it
 * has: it must keep its own.
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
    const [ours, others] = [new Set<number>(), new Set<number>()];
    for (let look = 0; look < LOOKS; look++) {
      ours.add(await sessionOf(client, limits.answer));
      others.add(await sessionOf(other, limits.answer));
    }
    if (ours.size === 1 && others.size === 1 && ![...ours].some((pid) => others.has(pid))) return;
  } finally {
    other.end().catch(() => undefined);
  }
  throw new DatabaseRefused(
    'connections do not keep a session of their own: a pooler before PostgreSQL must be in session mode (PgBouncer: pool_mode = session)',
  );
}

async function sessionOf(client: Client, withinMs: number): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    within(withinMs, 'SELECT pg_backend_pid() AS pid'),
  );
  return rows[0]?.pid ?? 0;
}
