import { Inject, Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config.js';
import { StorageUnavailable } from '../event-store/errors.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { logIdOf } from '../event-store/log-id.js';
import type { UnreadEvent } from '../event-store/event.js';
import { States, StatesAsOf } from '../event-store/states.js';
import type { RecordedGatehouseEvent } from '../events.js';
import { meOf } from '../identity/queries/me.js';
import { authorityOf } from '../roles/queries/authority-of.js';
import { memberCountAt } from '../server/queries/member-count-at.js';
import { serverState } from '../server/queries/server-state.js';
import { CatchUps, TooSlow } from './catch-ups.js';
import { BROADCASTER, type Broadcaster, type Connection } from './connection.js';
import type { Cursor } from './cursor.js';
import { concernsPermissionsOf } from './entitlement.js';
import { frameOf, variantFor, type Frame, type FrameSources } from './frames.js';
import { HEARTBEAT_INTERVAL_MS, MAX_RESUME, notice } from './protocol.js';
import { replay } from './replay.js';
import { Subscribers, type Subscriber } from './subscribers.js';

/** After so many messages the event loop gets a turn, so that sockets can drain. */
const YIELD_EVERY = 64;

/** How soon it is looked again whether the log can be read. */
const RETRY_MS = 500;

/** How many ended sessions are remembered, and for how long in milliseconds. */
const ENDED_KEPT = 10_000;
const ENDED_MS = 60_000;

/** A connection for which this process must first come to a position. */
interface Early {
  readonly connection: Connection;
  readonly since: Cursor | undefined;
  readonly until: number;
}

/**
 * Feeds the connections of this process from the log: one event after another, each to those who
 * are entitled to it as of that event. Connecting and catching up take their turn in the same queue,
 * so that nobody misses an event or gets one twice.
 */
@Injectable()
export class GatewayHub {
  private readonly logger = new Logger(GatewayHub.name);
  private readonly subscribers = new Subscribers();
  private readonly states: StatesAsOf;
  private readonly catchUps: CatchUps;
  /** Sessions that ended a moment ago: a connection of theirs may still be on its way in. */
  private readonly ended = new LRUCache<string, true>({ max: ENDED_KEPT, ttl: ENDED_MS });
  private queue: Promise<void> = Promise.resolve();
  private queued = 0;
  private sinceYield = 0;
  /** Who comes from a process that is ahead of this one. */
  private early: Early[] = [];
  private stopping = false;
  private knownLogId: string | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(BROADCASTER) private readonly broadcaster: Broadcaster,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(States) latest: Pick<States, 'peek'>,
  ) {
    this.catchUps = new CatchUps(store);
    this.states = new StatesAsOf(store, 0, (stream) => latest.peek(stream));
  }

  get connections(): number {
    return this.subscribers.size;
  }

  /** The last event that was delivered. */
  get position(): number {
    return this.states.position;
  }

  /** Begins behind an event of the log. */
  startAt(position: number): void {
    this.states.moveTo(position);
  }

  /** Resolves when everything that was asked of the hub so far is done; nothing if it is. */
  settled(): Promise<void> | undefined {
    return this.queued > 0 ? this.queue : undefined;
  }

  /** Delivers the next event of the log. */
  deliver(event: RecordedGatehouseEvent): void {
    if (this.subscribers.size === 0 && this.queued === 0) this.skip(event);
    else this.inTurn(() => this.deliverSurely(event));
  }

  /** Goes on behind an event that cannot be read: whoever's rights it may have changed is not fed any more. */
  passOver(entry: UnreadEvent): void {
    this.inTurn(async () => {
      this.states.advance(entry);
      for (const subscriber of [...this.subscribers.all()]) {
        try {
          await this.updateSubscriber(subscriber);
        } catch (error) {
          this.logger.error(error);
          subscriber.connection.close('failed');
        }
      }
      this.takeEarly();
    });
  }

  /** Events that were delivered are in the log no more: everybody has to fetch anew. */
  resync(head: number): void {
    this.inTurn(async () => {
      this.states.moveTo(head);
      this.knownLogId = undefined;
      for (const { connection, since } of this.early.splice(0)) this.connect(connection, since);
      for (const subscriber of [...this.subscribers.all()]) {
        const { connection } = subscriber;
        try {
          // In the middle of a past that is gone: it comes back, and is told then.
          if (!subscriber.live) throw new Error('The log was rewound while a client caught up.');
          await this.updateSubscriber(subscriber);
          if (this.subscribers.has(subscriber)) {
            connection.send(notice('RESYNC', { head }, Date.now()));
          }
        } catch (error) {
          this.logger.error(error);
          connection.close('failed');
        }
      }
    });
  }

  /** From now on nothing waits for a log that cannot be read: who misses something resumes elsewhere. */
  stopWaiting(): void {
    this.stopping = true;
  }

  /** Takes a connection in; `since` is the last event that the client has seen, if it has. */
  connect(connection: Connection, since: Cursor | undefined): void {
    this.inTurnFor(connection, async () => {
      const until = await this.placeOf(connection, since);
      if (until > this.position) this.early.push({ connection, since, until });
      else await this.welcome(connection, since);
    });
  }

  disconnect(connection: Connection): void {
    this.subscribers.remove(connection);
    this.early = this.early.filter((waiting) => waiting.connection !== connection);
  }

  /** The sessions that are connected, by the hashes of their tokens. */
  sessions(): readonly string[] {
    const all = [...this.subscribers.all(), ...this.early];
    return [...new Set(all.map(({ connection }) => connection.tokenHash))];
  }

  /** Ends the connections of one session. */
  endSession(tokenHash: string): void {
    this.ended.set(tokenHash, true);
    for (const { connection } of [...this.subscribers.all()]) {
      if (connection.tokenHash === tokenHash) connection.close('session_ended');
    }
  }

  /** Ends the connections whose session has expired. */
  endExpiredSessions(nowMs: number): void {
    for (const { connection } of [...this.subscribers.all()]) {
      if (connection.sessionEndsAt <= nowMs) connection.close('session_ended');
    }
  }

  closeAll(): void {
    for (const { connection } of [...this.subscribers.all(), ...this.early]) {
      connection.close('shutting_down');
    }
  }

  private inTurn(task: () => Promise<void>): void {
    this.queued++;
    this.queue = this.queue
      .then(task)
      .catch((error: unknown) => {
        // One bad event or client must not stop the others.
        this.logger.error(error);
      })
      .finally(() => this.queued--);
  }

  private inTurnFor(connection: Connection, task: () => Promise<void>): void {
    this.inTurn(async () => {
      try {
        await task();
      } catch (error) {
        connection.close('failed');
        throw error;
      }
    });
  }

  /** An event that was left out would be missing for good: it waits until the log can be read. */
  private async deliverSurely(event: RecordedGatehouseEvent): Promise<void> {
    for (;;) {
      try {
        await this.deliverNow(event);
        return;
      } catch (error) {
        if (!(error instanceof StorageUnavailable)) throw error;
        if (this.stopping) {
          this.closeAll();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  private async deliverNow(event: RecordedGatehouseEvent): Promise<void> {
    if (this.subscribers.size === 0) {
      this.skip(event);
      return;
    }
    this.states.advance(event);
    if (concernsPermissionsOf(event)) await this.updatePermissions(event);
    const frame = await frameOf(event, this.sources(this.states));
    if (frame) this.broadcast(frame);
    this.takeEarly();
    if (++this.sinceYield % YIELD_EVERY === 0) await new Promise(setImmediate);
  }

  private broadcast(frame: Frame): void {
    const receivers = frame.variants.map((): number[] => []);
    for (const permissions of this.subscribers.classes()) {
      receivers[variantFor(frame, permissions)]?.push(permissions);
    }
    frame.variants.forEach(({ envelope }, index) => {
      const permissions = receivers[index] ?? [];
      if (permissions.length > 0) this.broadcaster.broadcast(permissions, envelope);
    });
  }

  /** Looks again at what the connected may do; whoever is out is cut off before the event is sent. */
  private async updatePermissions(event: RecordedGatehouseEvent): Promise<void> {
    for (const userId of this.subscribers.users()) {
      if (!concernsPermissionsOf(event, userId)) continue;
      for (const subscriber of [...this.subscribers.of(userId)]) {
        await this.updateSubscriber(subscriber);
      }
    }
  }

  private async updateSubscriber(subscriber: Subscriber): Promise<void> {
    const { userId } = subscriber.connection;
    const { isMember, permissions } = await authorityOf(this.states, userId);
    subscriber.permissions = permissions;
    if (!isMember) this.expel(subscriber);
    else if (subscriber.live) subscriber.connection.receive(permissions);
  }

  private skip({ position }: RecordedGatehouseEvent): void {
    this.states.moveTo(position);
    this.takeEarly();
  }

  /** Our own tail has come to where they were. */
  private takeEarly(): void {
    if (this.early.length === 0) return;
    const { early, position } = this;
    this.early = early.filter(({ until }) => until > position);
    for (const { connection, since, until } of early) {
      if (until > position) continue;
      this.inTurnFor(connection, () => this.welcome(connection, since));
    }
  }

  private expel({ connection }: Subscriber): void {
    this.subscribers.remove(connection);
    connection.receive(undefined);
    connection.close('not_a_member');
  }

  /**
   * Where this process must be to take a client in: it may have seen events, or have joined, at a process
   * that was quicker.
   */
  private async placeOf({ userId }: Connection, cursor: Cursor | undefined): Promise<number> {
    const since = cursor?.position ?? 0;
    const isKnown = since <= this.position;
    if (isKnown && (await authorityOf(this.states, userId)).isMember) return this.position;
    const { position } = await this.store.head();
    if (isKnown) return position;
    return since <= position ? since : this.position;
  }

  private async welcome(connection: Connection, since: Cursor | undefined): Promise<void> {
    const { userId } = connection;
    const { isMember, permissions } = await authorityOf(this.states, userId);
    if (!isMember) {
      connection.close('not_a_member');
      return;
    }
    const { name } = await serverState(this.states);
    const user = await meOf(this.states, userId);
    const resumes = since !== undefined && (await this.canResume(since));
    const log_id = await this.logId();
    // Much can have happened since it was let in.
    if (!connection.isOpen) return;
    if (this.ended.has(connection.tokenHash)) {
      connection.close('session_ended');
      return;
    }
    const head = this.position;
    const subscriber = this.subscribers.add(connection, permissions);
    connection.send(
      notice(
        'HELLO',
        { server_name: name, user, heartbeat_interval_ms: HEARTBEAT_INTERVAL_MS, log_id, head },
        Date.now(),
      ),
    );
    if (resumes) {
      this.catchUp(subscriber, since.position);
      return;
    }
    if (since !== undefined) connection.send(notice('RESYNC', { head }, Date.now()));
    this.goLive(subscriber);
  }

  /** Whether what a client has missed can be sent to it: it is not too much, and of this very log. */
  private async canResume({ position, hash }: Cursor): Promise<boolean> {
    if (position > this.position || this.position - position > MAX_RESUME) return false;
    if (hash === undefined) return true;
    const [event] = position === 0 ? [] : await this.store.readStored(position - 1, 1);
    return event?.hash.toString('hex').startsWith(hash) ?? false;
  }

  private async logId(): Promise<string> {
    this.knownLogId ??= await logIdOf(this.store);
    if (this.knownLogId === undefined) throw new Error('The log is empty.');
    return this.knownLogId;
  }

  /** Sends the past beside the queue, and its last events in turn, where no new one can slip in. */
  private catchUp(subscriber: Subscriber, since: number): void {
    const { connection } = subscriber;
    const states = new StatesAsOf(this.store, since);
    const target = { subscriber, states, sources: this.sources(states) };
    const isConnected = () => this.subscribers.has(subscriber);
    const failed = (error: unknown): void => {
      this.logger.error(error);
      connection.close(error instanceof TooSlow ? 'too_slow' : 'failed');
    };
    this.catchUps
      .run(target, () => this.position, isConnected)
      .then(() => {
        this.inTurn(async () => {
          if (!isConnected()) return;
          const { position } = this;
          try {
            await replay(this.store, target, position, isConnected);
            if (isConnected()) this.goLive(subscriber);
          } catch (error) {
            failed(error);
          }
        });
      })
      .catch(failed);
  }

  private goLive(subscriber: Subscriber): void {
    subscriber.live = true;
    subscriber.connection.receive(subscriber.permissions);
    subscriber.connection.send(notice('READY', {}, Date.now()));
  }

  private sources(states: StatesAsOf): FrameSources {
    return {
      states,
      publicUrl: this.config.publicUrl,
      memberCountAt: (position) => memberCountAt(this.readModels, position),
    };
  }
}
