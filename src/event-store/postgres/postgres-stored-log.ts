import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { DatabaseRefused } from '../errors.js';
import { MAX_READ, type Head } from '../event-store.js';
import type { StoredEvent } from '../hash-chain.js';
import { LOG_QUERIES } from '../log-queries.js';
import { refuseOtherSchema } from '../schema-state.js';
import { sql, type Statement } from '../statement.js';
import type { StoredLog } from '../stored-log.js';
import { PostgresClient } from './postgres-client.js';
import { isLocked, patient } from './postgres-locks.js';
import { messageOf } from './postgres-errors.js';
import { connectionSettings, LIMITS } from './postgres-settings.js';
import { PostgresStatements } from './postgres-statements.js';

/** The server's start, the database and the schema: the same for every address that leads there. */
const IDENTITY = `SELECT 'postgres:' || pg_postmaster_start_time() || ':' || oid || ':'
    || current_schema() AS identity
  FROM pg_database WHERE datname = current_database()`;

/**
 * Opens a database to be read as it is now.
 *
 * @throws DatabaseRefused for a server that cannot be reached, a database that is not ours or of another
 *   schema
 */
export async function openStoredPostgres(url: string): Promise<StoredLog> {
  const client = await connect(url);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await checkSchema(client);
    return new PostgresStoredLog(await identityOf(client), client);
  } catch (cause) {
    await client.end();
    throw refusal(cause);
  }
}

/**
 * Names the database behind a URL.
 * @throws DatabaseRefused for a server that cannot be reached
 */
export async function postgresIdentity(url: string): Promise<string> {
  const client = await connect(url);
  try {
    return await identityOf(client);
  } catch (cause) {
    throw refusal(cause);
  } finally {
    await client.end();
  }
}

/**
 * The migrations that the database behind a URL has seen, oldest first; `undefined` when it is empty.
 * @throws DatabaseRefused for a server that cannot be reached, or tables of another program
 */
export async function migrationsOn(url: string): Promise<readonly string[] | undefined> {
  const client = await connect(url);
  try {
    return await migrationsOf(client);
  } catch (cause) {
    throw refusal(cause);
  } finally {
    await client.end();
  }
}

/** A server that is being replaced may take a moment to be gone. */
const PATIENCE_MS = 2000;
const POLL_MS = 100;

/**
 * Whether servers run on the database behind a URL: one of them leads, from the first second on.
 * @throws DatabaseRefused for a server that cannot be reached
 */
export async function isServedPostgres(url: string): Promise<boolean> {
  const client = await connect(url);
  try {
    const startedAt = performance.now();
    while (await isLocked(client, 'leader')) {
      if (performance.now() - startedAt >= PATIENCE_MS) return true;
      await pause(POLL_MS);
    }
    return false;
  } catch (cause) {
    throw refusal(cause);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<Client> {
  const client = new PostgresClient({
    ...patient(connectionSettings(url, LIMITS)),
    application_name: 'gatehouse reader',
    // It reads for as long as the other side takes to write.
    idle_in_transaction_session_timeout: 0,
    pipeline: true,
  });
  // The next query on it says so.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw new DatabaseRefused(`PostgreSQL cannot be reached: ${messageOf(cause)}`);
  }
}

async function identityOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ identity: string }>(IDENTITY);
  return rows[0]?.identity ?? '';
}

async function checkSchema(client: Client): Promise<void> {
  const done = await migrationsOf(client);
  if (!done) throw new DatabaseRefused('it is not a Gatehouse database');
  refuseOtherSchema('it', done);
}

/** The names in our table of migrations, oldest first; `undefined` when there is none of ours. */
async function migrationsOf(client: Client): Promise<readonly string[] | undefined> {
  const found = await client.query<{ events: boolean; migrations: boolean }>(
    `SELECT to_regclass('events') IS NOT NULL AS events,
       to_regclass('migrations') IS NOT NULL AS migrations`,
  );
  const [tables] = found.rows;
  if (!tables?.events && !tables?.migrations) return undefined;
  if (!tables.events || !tables.migrations) {
    throw new DatabaseRefused('its tables are of another program');
  }
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/** A read-only transaction on a connection of its own. */
class PostgresStoredLog implements StoredLog {
  private readonly statements: PostgresStatements;

  constructor(
    readonly identity: string,
    private readonly client: Client,
  ) {
    this.statements = new PostgresStatements((query) => client.query(query));
  }

  async head(): Promise<Head> {
    // What the last commit said it was: an end that is missing from the events does not go unseen.
    const [head] = await this.all<Head>(sql('SELECT position, hash FROM log_head'));
    if (!head) throw new DatabaseRefused('it is damaged: its log has no head');
    return head;
  }

  readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.all(sql(LOG_QUERIES.after, after, Math.min(limit, MAX_READ)));
  }

  async all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    try {
      return await this.statements.all<Row>(text, values);
    } catch (cause) {
      throw refusal(cause);
    }
  }

  async *rows(table: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
    try {
      await this.client.query(`DECLARE all_rows CURSOR FOR SELECT * FROM ${table}`);
      for (;;) {
        const { rows } = await this.client.query<Record<string, unknown>>(
          `FETCH ${MAX_READ} FROM all_rows`,
        );
        if (rows.length === 0) break;
        yield* rows;
      }
      await this.client.query('CLOSE all_rows');
    } catch (cause) {
      throw refusal(cause);
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

function refusal(cause: unknown): DatabaseRefused {
  if (cause instanceof DatabaseRefused) return cause;
  const why = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  return new DatabaseRefused(`it cannot be read: ${messageOf(why)}`);
}
