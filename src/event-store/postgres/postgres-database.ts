import { Client, Pool, types } from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseRefused, StorageUnavailable } from '../errors.js';
import { isConnectionError, translateError } from './postgres-errors.js';

/** Our advisory locks are of this class ("GATE"), by the hash of their names. */
const LOCKS = 0x47415445;
/** How long a start waits for a server that is not there, and how often it looks. */
const START_PATIENCE_MS = 60_000;
const START_RETRY_MS = 1000;
/** How long a connection may take to come about. */
const CONNECT_MS = 5000;
/** A statement or a wait for the head that takes longer is given up; nothing was written then. */
const STATEMENT_MS = 30_000;
/** How soon a connection that broke is made anew, to hear of others' commits. */
const LISTEN_RETRY_MS = 1000;

/** 64-bit numbers: positions and counts stay far below what a double holds exactly. */
const INT8 = types.builtins.INT8;

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How many connections read at the same time. */
  readonly readers: number;
  /** Hears, while the server cannot be reached, why, and for how many milliseconds by now. */
  readonly onWaiting?: (why: string, forMs: number) => void;
}

/** The connections of one process: one writes, a pool reads, one listens. */
export class PostgresDatabase {
  readonly pool: Pool;
  private connected: Client | undefined;
  private listening: Client | undefined;
  /** Whether the listening connection holds the lock of the leader. */
  private leading = false;
  private readonly listeners: (() => void)[] = [];
  private closed = false;

  constructor(private readonly options: PostgresOptions) {
    this.pool = new Pool({ ...this.settings(), max: options.readers });
    // An idle connection broke: the pool makes another one.
    this.pool.on('error', () => undefined);
  }

  /** The writing connection, made anew when it broke. */
  async writer(): Promise<Client> {
    this.connected ??= await this.connect({ pipeline: true }, () => (this.connected = undefined));
    return this.connected;
  }

  /** Ends a transaction that failed; without an answer the connection is given up. */
  async rollBack(): Promise<void> {
    const client = this.connected;
    if (!client) return;
    try {
      await client.query('ROLLBACK');
    } catch {
      this.connected = undefined;
      client.end().catch(() => undefined);
    }
  }

  /** Holds a lock of the server's while `work` is done; it goes with the connection at the latest. */
  async alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const client = new Client({ ...this.settings(), statement_timeout: 0 });
    // The next query on it says so.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCKS, name]);
      return await work();
    } finally {
      await client.end();
    }
  }

  /**
   * Whether this process leads: it holds a lock for as long as its listening connection lives, so that
   * another one takes over when it dies.
   */
  async leads(): Promise<boolean> {
    if (this.leading || !this.listening) return this.leading;
    const { rows } = await this.listening.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LOCKS, 'leader'],
    );
    this.leading = rows[0]?.locked === true;
    return this.leading;
  }

  /** Calls `listener` when some process has committed, and after each time we could not hear it. */
  onNotification(listener: () => void): void {
    this.listeners.push(listener);
    if (this.listeners.length === 1) void this.listen();
  }

  private async listen(): Promise<void> {
    if (this.closed) return;
    const again = (): void => {
      this.listening = undefined;
      this.leading = false;
      setTimeout(() => void this.listen(), LISTEN_RETRY_MS).unref();
    };
    try {
      this.listening = await this.connect({}, again);
      this.listening.on('notification', () => this.tell());
      await this.listening.query('LISTEN gatehouse_log');
      this.tell();
    } catch {
      if (!this.listening) again();
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private async connect(more: { pipeline?: boolean }, onEnd: () => void): Promise<Client> {
    const client = new Client({ ...this.settings(), ...more });
    client.on('error', () => {
      client.end().catch(() => undefined);
    });
    await client.connect();
    client.once('end', onEnd);
    return client;
  }

  private settings() {
    return {
      connectionString: this.options.url,
      application_name: 'gatehouse',
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      idle_in_transaction_session_timeout: STATEMENT_MS,
      keepAlive: true,
      types: { getTypeParser: parserOf },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.connected?.end(), this.listening?.end(), this.pool.end()]);
  }
}

const parserOf: typeof types.getTypeParser = (oid, format) => {
  const parser: unknown = oid === INT8 ? Number : types.getTypeParser(oid, format);
  return parser;
};

/**
 * Connects, waiting for a server that is about to start, and brings the schema up to date: one process
 * does it while the others wait.
 *
 * @throws DatabaseRefused for a database that is not ours or newer than the program, or when there is
 *   no server after a minute
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresDatabase> {
  const lock = await reach(options);
  try {
    await lock.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCKS, 'migrations']);
    await migrate(options.url, lock);
  } catch (cause) {
    if (cause instanceof DatabaseRefused) throw cause;
    throw new DatabaseRefused(`the database cannot be used: ${messageOf(cause)}`);
  } finally {
    // Gives the lock back, too.
    await lock.end();
  }
  return new PostgresDatabase(options);
}

async function reach({ url, onWaiting }: PostgresOptions): Promise<Client> {
  const startedAt = Date.now();
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      const waited = Date.now() - startedAt;
      const passes =
        isConnectionError(cause) || translateError(cause) instanceof StorageUnavailable;
      if (!passes || waited >= START_PATIENCE_MS) {
        throw new DatabaseRefused(`PostgreSQL cannot be reached: ${messageOf(cause)}`);
      }
      onWaiting?.(messageOf(cause), waited);
      await new Promise((resolve) => setTimeout(resolve, START_RETRY_MS));
    }
  }
}

async function migrate(url: string, client: Client): Promise<void> {
  await refuseForeign(client);
  const dataSource = new DataSource({ type: 'postgres', url, migrations: MIGRATIONS });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await dataSource.destroy();
  }
}

/** Refuses what must not be touched: another program's tables, or a newer schema of ours. */
async function refuseForeign(client: Client): Promise<void> {
  const { rows } = await client.query<{ events: boolean; migrations: boolean }>(
    `SELECT to_regclass('events') IS NOT NULL AS events,
       to_regclass('migrations') IS NOT NULL AS migrations`,
  );
  const [found] = rows;
  if (!found?.migrations) {
    if (!found?.events) return;
    throw new DatabaseRefused('there is a table events in the database that is not of Gatehouse');
  }
  const known = new Set<string>(MIGRATIONS.map(({ name }) => name));
  const done = await client.query<{ name: string }>('SELECT name FROM migrations');
  if (done.rows.length > 0 && !done.rows.some(({ name }) => known.has(name))) {
    throw new DatabaseRefused('the table migrations in the database is of another program');
  }
  if (done.rows.some(({ name }) => !known.has(name))) {
    throw new DatabaseRefused(
      'the database was written by a newer version of Gatehouse; update the program',
    );
  }
}

function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
