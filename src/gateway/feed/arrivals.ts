import { LRUCache } from 'lru-cache';
import type { EventStore } from '../../event-store/event-store.js';
import { logIdOf } from '../../event-store/log-id.js';
import type { StatesAsOf } from '../../event-store/states-as-of.js';
import { meOf } from '../../identity/facts/me.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { serverState } from '../../server/facts/server-state.js';
import { CatchUps, goLive } from './catch-ups.js';
import type { Broadcaster, Connection } from './connection.js';
import type { Cursor } from './cursor.js';
import type { FrameSources } from './frames.js';
import {
  HEARTBEAT_INTERVAL_MS,
  MAX_CONNECTIONS,
  MAX_RESUME,
  notice,
  type Envelope,
} from './protocol.js';
import type { Subscribers } from './subscribers.js';
import type { Turns } from './turns.js';

/** How many ended sessions are remembered, and for how long in milliseconds. */
const ENDED_KEPT = 10_000;
const ENDED_MS = 60_000;

/** A connection for which this process must first come to a position. */
interface Early {
  readonly connection: Connection;
  readonly since: Cursor | undefined;
  readonly until: number;
}

export interface ArrivalsOptions {
  readonly store: EventStore;
  readonly turns: Turns;
  readonly subscribers: Subscribers;
  readonly broadcaster: Pick<Broadcaster, 'sendTo'>;
  /** As of the last event that was delivered. */
  readonly states: StatesAsOf;
  /** Of that event. */
  readonly cursor: () => string;
  readonly sourcesAsOf: (states: StatesAsOf) => FrameSources;
  readonly onError: (error: unknown) => void;
}

/** Takes connections in: from their arrival, over what they have missed, to where they are live. */
export class Arrivals {
  private readonly catchUps: CatchUps;
  /** Sessions that ended a moment ago: a connection of theirs may still be on its way in. */
  private readonly ended = new LRUCache<string, true>({ max: ENDED_KEPT, ttl: ENDED_MS });
  /** Who comes from a process that is ahead of this one. */
  private early: Early[] = [];
  private knownLogId: string | undefined;

  constructor(private readonly options: ArrivalsOptions) {
    const { states } = options;
    this.catchUps = new CatchUps({ ...options, position: () => states.position });
  }

  /** Those who wait for this process to come to where they were. */
  get waiting(): readonly Connection[] {
    return this.early.map(({ connection }) => connection);
  }

  /** `since` is the last event that the client has seen, if it has. */
  connect(connection: Connection, since: Cursor | undefined): void {
    const { turns, states } = this.options;
    turns.takeFor(connection, async () => {
      const until = await this.placeOf(connection, since);
      if (until > states.position) this.early.push({ connection, since, until });
      else await this.welcome(connection, since);
    });
  }

  disconnect(connection: Connection): void {
    this.early = this.early.filter((waiting) => waiting.connection !== connection);
  }

  endSession(tokenHash: string): void {
    this.ended.set(tokenHash, true);
  }

  /** The log holds something else by now: whoever waits for a position comes anew. */
  rewound(): void {
    this.knownLogId = undefined;
    for (const { connection, since } of this.early.splice(0)) this.connect(connection, since);
  }

  /** Our own tail has come to where they were. */
  takeEarly(): void {
    if (this.early.length === 0) return;
    const { early } = this;
    const { position } = this.options.states;
    this.early = early.filter(({ until }) => until > position);
    for (const { connection, since, until } of early) {
      if (until > position) continue;
      this.options.turns.takeFor(connection, () => this.welcome(connection, since));
    }
  }

  /**
   * Where this process must be to take a client in: it may have seen events, or have joined, at a process
   * that was quicker.
   */
  private async placeOf({ userId }: Connection, cursor: Cursor | undefined): Promise<number> {
    const { states, store } = this.options;
    const since = cursor?.position ?? 0;
    const isKnown = since <= states.position;
    if (isKnown && (await authorityOf(states, userId)).isMember) return states.position;
    const { position } = await store.head();
    if (isKnown) return position;
    return since <= position ? since : states.position;
  }

  private async welcome(connection: Connection, since: Cursor | undefined): Promise<void> {
    const { states, subscribers } = this.options;
    const { userId } = connection;
    if (subscribers.countOf(userId) >= MAX_CONNECTIONS) {
      connection.close('too_many_connections');
      return;
    }
    const { isMember, permissions } = await authorityOf(states, userId);
    if (!isMember) {
      connection.close('not_a_member');
      return;
    }
    const { name: server_name } = await serverState(states);
    const user = await meOf(states, userId);
    const resumes = since !== undefined && (await this.canResume(since));
    const log_id = await this.logId();
    // Much can have happened since it was let in.
    if (!connection.isOpen) return;
    if (this.ended.has(connection.tokenHash)) {
      connection.close('session_ended');
      return;
    }
    const head = states.position;
    const subscriber = subscribers.add(connection, permissions);
    const heartbeat_interval_ms = HEARTBEAT_INTERVAL_MS;
    const hello = { server_name, user, heartbeat_interval_ms, log_id, head };
    const c = this.options.cursor();
    const { shape = (envelope: Envelope) => envelope } = this.options.sourcesAsOf(states);
    connection.send(shape({ ...notice('HELLO', hello, Date.now()), c }));
    if (resumes) {
      this.catchUps.add(subscriber, since.position);
      return;
    }
    if (since !== undefined) connection.send({ ...notice('RESYNC', { head }, Date.now()), c });
    goLive(subscriber);
  }

  /** Whether what a client has missed can be sent to it: it is not too much, and of this very log. */
  private async canResume({ position, hash }: Cursor): Promise<boolean> {
    const { states, store } = this.options;
    if (position > states.position || states.position - position > MAX_RESUME) return false;
    if (hash === undefined) return true;
    const [event] = position === 0 ? [] : await store.readStored(position - 1, 1);
    return event?.hash.toString('hex').startsWith(hash) ?? false;
  }

  private async logId(): Promise<string> {
    this.knownLogId ??= await logIdOf(this.options.store);
    if (this.knownLogId === undefined) throw new Error('The log is empty.');
    return this.knownLogId;
  }
}
