import type { Client } from 'pg';
import { DataSource, QueryFailedError } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseRefused } from '../errors.js';
import type { Projection } from '../projections/projection.js';
import { PostgresClient } from './postgres-client.js';
import { PostgresConnections, type ConnectionOptions } from './postgres-connections.js';
import { patient, takeLock } from './postgres-locks.js';
import { messageOf, passes } from './postgres-errors.js';
import { connectionSettings, LIMITS, within } from './postgres-settings.js';
import { refuseSharedSessions } from './shared-sessions.js';

/** How long a start waits for a server that is not there, and how often it looks. */
const START_PATIENCE_MS = 60_000;
const START_RETRY_MS = 1000;

export interface PostgresOptions extends ConnectionOptions {
  /** The read models whose tables are ours. */
  readonly projections?: readonly Projection[];
  /** Milliseconds that a start waits for the server. */
  readonly patience?: number;
  /** Hears, while the server cannot be used, why, and for how many milliseconds by now. */
  readonly onWaiting?: (why: string, forMs: number) => void;
}

/**
 * Connects, waiting for a server that is about to start or to take over, and brings the schema up to
 * date: one process does it while the others wait.
 *
 * @throws DatabaseRefused for a database that is not ours or newer than the program, or when there is
 *   no server that takes writes after a minute
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresConnections> {
  const startedAt = performance.now();
  for (;;) {
    const client = await reach(options, startedAt);
    try {
      return await prepare(client, options);
    } catch (cause) {
      if (cause instanceof DatabaseRefused) throw cause;
      // A server that went meanwhile is waited for as one that was not there.
      if (!passes(cause) || isOver(options, startedAt)) {
        throw new DatabaseRefused(`the database cannot be used: ${messageOf(cause)}`);
      }
      options.onWaiting?.(messageOf(cause), performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, START_RETRY_MS));
    } finally {
      // Gives the lock back, too.
      await client.end().catch(() => undefined);
    }
  }
}

function isOver({ patience = START_PATIENCE_MS }: PostgresOptions, startedAt: number): boolean {
  return performance.now() - startedAt >= patience;
}

async function prepare(client: Client, options: PostgresOptions): Promise<PostgresConnections> {
  const connections = new PostgresConnections(options);
  try {
    await refuseSharedSessions(client, options);
    await connections.clock.compare(client, connections.limits.answer);
    await takeLock(client, 'migrations');
    await refuseForeign(client, options.projections ?? []);
    await migrate(options.url);
    return connections;
  } catch (cause) {
    await connections.close();
    throw cause;
  }
}

async function reach(options: PostgresOptions, startedAt: number): Promise<Client> {
  const { url, limits = LIMITS, onWaiting } = options;
  for (;;) {
    const client = new PostgresClient(patient(connectionSettings(url, limits)));
    client.on('error', () => undefined);
    let why: string;
    let waits = true;
    try {
      await client.connect();
      if (await takesWrites(client, limits.answer)) return client;
      why = 'the server is read-only: a standby, or default_transaction_read_only is on';
    } catch (cause) {
      why = messageOf(cause);
      waits = passes(cause);
    }
    client.end().catch(() => undefined);
    if (!waits || isOver(options, startedAt)) {
      throw new DatabaseRefused(`PostgreSQL cannot be used: ${why}`);
    }
    onWaiting?.(why, performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, START_RETRY_MS));
  }
}

/** @param withinMs a server that lets one in and then says nothing is as good as none */
async function takesWrites(client: Client, withinMs: number): Promise<boolean> {
  const { rows } = await client.query<{ readonly: string }>(
    within(withinMs, `SELECT current_setting('transaction_read_only') AS readonly`),
  );
  return rows[0]?.readonly !== 'on';
}

async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url, migrations: MIGRATIONS });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' }).catch((error: unknown) => {
      throw error instanceof QueryFailedError ? error.driverError : error;
    });
  } finally {
    await dataSource.destroy();
  }
}

/** What the migrations make; never reused for anything else. */
export const LOG_TABLES = [
  'events',
  'snapshots',
  'personal_keys',
  'projections',
  'sessions',
  'idempotency_keys',
  'idempotency_answers',
  'log_head',
  'challenges',
  'rate_limits',
  'signing_key',
  'refused_joins',
  'log_origin',
  'tree_nodes',
  'cosignatures',
  'witnessed_logs',
  'community_secret',
];

/** Refuses what must not be touched: another program's tables, or a newer schema of ours. */
async function refuseForeign(client: Client, projections: readonly Projection[]): Promise<void> {
  const done = await rowsOf<{ name: string }>(client, 'migrations', 'name');
  const known = new Set<string>(MIGRATIONS.map(({ name }) => name));
  if (done.length > 0 && !done.some(({ name }) => known.has(name))) {
    throw new DatabaseRefused(
      `the table migrations in the database is of another program; ${OWN_PLACE}`,
    );
  }
  if (done.some(({ name }) => !known.has(name))) {
    throw new DatabaseRefused(
      'the database was written by a newer version of Gatehouse; update the program',
    );
  }
  const there = await tablesThere(client, [
    ...LOG_TABLES,
    ...projections.flatMap(({ tables }) => tables),
  ]);
  // Asked after the tables: where another process makes read models, it commits these and those together.
  const filled =
    done.length === 0 ? [] : await rowsOf<{ name: string }>(client, 'projections', 'name');
  const ours = new Set(filled.map(({ name }) => name));
  const foreign = [
    ...(done.length === 0 ? LOG_TABLES : []),
    ...projections.filter(({ name }) => !ours.has(name)).flatMap(({ tables }) => tables),
  ].filter((table) => there.has(table));
  if (foreign.length > 0) {
    const names = foreign.join(', ');
    throw new DatabaseRefused(
      `another program has tables of the same names there (${names}); ${OWN_PLACE}`,
    );
  }
}

async function tablesThere(client: Client, names: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [names],
  );
  return new Set(rows.map(({ name }) => name));
}

const OWN_PLACE = 'give Gatehouse a database, or a schema, of its own. Nothing was changed';

/** A column of a table, if it is there. */
async function rowsOf<Row extends object>(
  client: Client,
  table: string,
  column: string,
): Promise<readonly Row[]> {
  if ((await tablesThere(client, [table])).size === 0) return [];
  return (await client.query<Row>(`SELECT ${column} FROM ${table}`)).rows;
}
