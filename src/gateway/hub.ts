import { Inject, Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { FollowedStates } from '../event-store/followed-states.js';
import type { RecordedGatehouseEvent } from '../events.js';
import { meOf } from '../identity/queries/me.js';
import { authorityOf } from '../roles/queries/authority-of.js';
import { ServerInfo } from '../server/queries/server-info.js';
import { serverState } from '../server/queries/server-state.js';
import { BROADCASTER, type Broadcaster, type Connection } from './connection.js';
import { concernsPermissionsOf } from './entitlement.js';
import { frameOf, variantFor, type Frame, type FrameSources } from './frames.js';
import { HEARTBEAT_INTERVAL_MS, MAX_RESUME, notice } from './protocol.js';
import { replay } from './replay.js';
import { Subscribers, type Subscriber } from './subscribers.js';

/** After so many messages the event loop gets a turn, so that sockets can drain. */
const YIELD_EVERY = 64;

/** How many ended sessions are remembered, and for how long in milliseconds. */
const ENDED_KEPT = 10_000;
const ENDED_MS = 60_000;

/**
 * Feeds the connections of this process from the log: one event after another, each to those who
 * are entitled to it as of that event. Connecting and catching up take their turn in the same queue,
 * so that nobody misses an event or gets one twice.
 */
@Injectable()
export class GatewayHub {
  private readonly logger = new Logger(GatewayHub.name);
  private readonly subscribers = new Subscribers();
  private readonly states: FollowedStates;
  /** Sessions that ended a moment ago: a connection of theirs may still be on its way in. */
  private readonly ended = new LRUCache<string, true>({ max: ENDED_KEPT, ttl: ENDED_MS });
  private queue: Promise<void> = Promise.resolve();
  private queued = 0;
  private sinceYield = 0;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ServerInfo) private readonly serverInfo: Pick<ServerInfo, 'get'>,
    @Inject(BROADCASTER) private readonly broadcaster: Broadcaster,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.states = new FollowedStates(store, 0);
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
    this.states.skipTo(position);
  }

  /** Resolves when everything that was asked of the hub so far is done; nothing if it is. */
  settled(): Promise<void> | undefined {
    return this.queued > 0 ? this.queue : undefined;
  }

  /** Delivers the next event of the log. */
  deliver(event: RecordedGatehouseEvent): void {
    if (this.subscribers.size === 0 && this.queued === 0) this.states.skipTo(event.position);
    else this.inTurn(() => this.deliverNow(event));
  }

  /** Takes a connection in; `since` is the last event that the client has seen, if it has. */
  connect(connection: Connection, since: number | undefined): void {
    this.inTurn(async () => {
      try {
        await this.welcome(connection, since);
      } catch (error) {
        connection.close('failed');
        throw error;
      }
    });
  }

  disconnect(connection: Connection): void {
    this.subscribers.remove(connection);
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
    for (const { connection } of [...this.subscribers.all()]) connection.close('shutting_down');
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

  private async deliverNow(event: RecordedGatehouseEvent): Promise<void> {
    if (this.subscribers.size === 0) {
      this.states.skipTo(event.position);
      return;
    }
    this.states.follow(event);
    if (concernsPermissionsOf(event)) await this.updatePermissions(event);
    const frame = await frameOf(event, this.sources(this.states));
    if (frame) this.broadcast(frame);
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
      const { isMember, permissions } = await authorityOf(this.states, userId);
      for (const subscriber of [...this.subscribers.of(userId)]) {
        subscriber.permissions = permissions;
        if (!isMember) this.expel(subscriber);
        else if (subscriber.live) subscriber.connection.receive(permissions);
      }
    }
  }

  private expel({ connection }: Subscriber): void {
    this.subscribers.remove(connection);
    connection.receive(undefined);
    connection.close('not_a_member');
  }

  private async welcome(connection: Connection, since: number | undefined): Promise<void> {
    const { userId } = connection;
    const { isMember, permissions } = await authorityOf(this.states, userId);
    if (!isMember) {
      connection.close('not_a_member');
      return;
    }
    const { name } = await serverState(this.states);
    const user = await meOf(this.states, userId);
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
        { server_name: name, user, heartbeat_interval_ms: HEARTBEAT_INTERVAL_MS, head },
        Date.now(),
      ),
    );
    if (since !== undefined && since <= head && head - since <= MAX_RESUME) {
      this.catchUp(subscriber, since);
      return;
    }
    if (since !== undefined) connection.send(notice('RESYNC', { head }, Date.now()));
    this.goLive(subscriber);
  }

  /** Sends the past beside the queue, and its last events in turn, where no new one can slip in. */
  private catchUp(subscriber: Subscriber, since: number): void {
    const { connection } = subscriber;
    const states = new FollowedStates(this.store, since);
    const target = { subscriber, states, sources: this.sources(states) };
    const isConnected = () => this.subscribers.has(subscriber);
    replay(this.store, target, () => this.position, isConnected)
      .then(() => {
        this.inTurn(async () => {
          if (!isConnected()) return;
          const { position } = this;
          await replay(this.store, target, () => position, isConnected);
          if (isConnected()) this.goLive(subscriber);
        });
      })
      .catch((error: unknown) => {
        this.logger.error(error);
        connection.close('too_slow');
      });
  }

  private goLive(subscriber: Subscriber): void {
    subscriber.live = true;
    subscriber.connection.receive(subscriber.permissions);
    subscriber.connection.send(notice('READY', {}, Date.now()));
  }

  private sources(states: FollowedStates): FrameSources {
    return {
      states,
      publicUrl: this.config.publicUrl,
      memberCount: async () => (await this.serverInfo.get()).member_count,
    };
  }
}
