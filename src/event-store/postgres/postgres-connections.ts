import { setTimeout as pause } from 'node:timers/promises';
import { Pool, type Client, type ClientConfig } from 'pg';
import { PostgresClient } from './postgres-client.js';
import { isConnectionError, isReadOnly } from './postgres-errors.js';
import { connectWithLock, tryLock } from './postgres-locks.js';
import {
  CHANNEL,
  connectionSettings,
  LIMITS,
  readOnlyUrl,
  type Limits,
} from './postgres-settings.js';
import { ServerClock } from './server-clock.js';

/** How soon a connection that broke is made anew, to hear of others' commits. */
const LISTEN_RETRY_MS = 1000;
/** How often the listening connection is tried, and the clocks compared. */
const HEARTBEAT_MS = 2000;
/** Whoever says nothing for so long is not there: until it is noticed, what other processes do is not heard. */
const SILENCE_MS = 3000;
/** After so long a connection is made anew: it may lead to a server whose name has moved. */
const LIFETIME_SECONDS = 300;
/** A server that is gone does not say goodbye. */
const CLOSE_MS = 2000;

export interface ConnectionOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How many connections read at the same time. */
  readonly readers: number;
  readonly limits?: Limits;
  /** Whether the server is to refuse whatever would write. */
  readonly readOnly?: boolean;
}

/** The connections of one process: one writes, a pool reads, one listens. */
export class PostgresConnections {
  readonly pool: Pool;
  readonly clock = new ServerClock();
  readonly limits: Limits;
  private readonly settings: ClientConfig;
  private connected: Client | undefined;
  private listening: Client | undefined;
  /** Whether the listening connection holds the lock of the leader. */
  private leading = false;
  private readonly listeners: ((payload?: string) => void)[] = [];
  private closed = false;

  constructor({ url, readers, limits = LIMITS, readOnly = false }: ConnectionOptions) {
    this.limits = limits;
    this.settings = connectionSettings(readOnly ? readOnlyUrl(url) : url, limits);
    const ofPool = { Client: PostgresClient, maxLifetimeSeconds: LIFETIME_SECONDS, max: readers };
    this.pool = new Pool({ ...this.settings, ...ofPool });
    // An idle connection broke: the pool makes another one.
    this.pool.on('error', () => undefined);
  }

  /** The writing connection, made anew when it broke. */
  async writer(): Promise<Client> {
    this.connected ??= await this.connect((gone) => {
      if (this.connected === gone) this.connected = undefined;
    });
    return this.connected;
  }

  /**
   * Ends a transaction that failed. Without an answer the connection is given up; also when the server
   * takes no writes: the next one may lead to the server that does.
   */
  async rollBack(cause: unknown): Promise<void> {
    const client = this.connected;
    if (!client) return;
    try {
      // Who does not answer would let us wait for another time limit.
      if (!isConnectionError(cause)) {
        await client.query('ROLLBACK');
        if (!isReadOnly(cause)) return;
      }
    } catch {
      // It is given up.
    }
    this.connected = undefined;
    client.end().catch(() => undefined);
  }

  /**
   * Holds a lock of the server's while `work` is done; it goes with the connection at the latest.
   *
   * @throws StorageUnavailable when there is no server to give the lock, and what `work` throws
   */
  async alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const client = await connectWithLock(this.settings, name);
    try {
      return await work();
    } finally {
      // A server that says nothing any more does not keep the next one waiting: it gives the lock back by itself.
      await goodbye(client.end()).catch(() => undefined);
    }
  }

  /**
   * Whether this process leads: it holds a lock for as long as its listening connection lives, so that
   * another one takes over when it dies. For a moment two may believe that they do: one whose
   * connection was cut off without a word, and the next. So what the leader does must stand being
   * done twice.
   */
  async leads(): Promise<boolean> {
    const { listening } = this;
    if (this.leading || !listening) return this.leading;
    try {
      const locked = await tryLock(listening, 'leader');
      if (listening === this.listening) this.leading = locked;
    } catch {
      listening.end().catch(() => undefined);
    }
    return this.leading;
  }

  /**
   * Calls `listener` with what some process has told in a transaction that is committed by now, and without
   * anything after each time we could not hear it.
   */
  onNotification(listener: (payload?: string) => void): void {
    this.listeners.push(listener);
    if (this.listeners.length === 1) void this.listen();
  }

  private async listen(): Promise<void> {
    if (this.closed) return;
    let client: Client;
    try {
      client = await this.connect((gone) => {
        if (this.listening === gone) this.listening = undefined;
        this.leading = false;
        this.listenLater();
      });
    } catch {
      this.listenLater();
      return;
    }
    try {
      client.on('notification', ({ payload }) => this.tell(payload));
      const { rows } = await client.query<{ channel: string }>(`SELECT ${CHANNEL} AS channel`);
      await client.query(`LISTEN ${rows[0]?.channel}`);
      this.listening = client;
      this.tell();
      await this.beat(client);
    } catch {
      // A standby lets nobody listen. Its end is the beginning of the next.
      client.end().catch(() => undefined);
    }
  }

  private listenLater(): void {
    setTimeout(() => void this.listen(), LISTEN_RETRY_MS).unref();
  }

  /** Nothing comes from a connection that is dead: it is asked from time to time. */
  private async beat(client: Client): Promise<void> {
    while (this.listening === client) {
      await this.clock.compare(client, Math.min(SILENCE_MS, this.limits.answer));
      await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS).unref());
    }
  }

  private tell(payload?: string): void {
    // Whoever hears of something looks it up, which cannot be done any more.
    if (this.closed) return;
    for (const listener of this.listeners) listener(payload);
  }

  /** A connection that takes the next query before it has answered the last one. */
  private async connect(onEnd: (client: Client) => void): Promise<Client> {
    const client = new PostgresClient({ ...this.settings, pipeline: true });
    client.on('error', () => void client.end().catch(() => undefined));
    await client.connect();
    if (this.closed) {
      client.end().catch(() => undefined);
      throw new Error('The connections were closed meanwhile.');
    }
    client.once('end', () => onEnd(client));
    return client;
  }

  async close(): Promise<void> {
    this.closed = true;
    await goodbye(Promise.all([this.connected?.end(), this.listening?.end(), this.pool.end()]));
  }
}

function goodbye(ended: Promise<unknown>): Promise<unknown> {
  return Promise.race([ended, pause(CLOSE_MS, undefined, { ref: false })]);
}
