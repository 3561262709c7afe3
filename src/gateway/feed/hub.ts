import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { StorageUnavailable } from '../../event-store/errors.js';
import type { UnreadEvent } from '../../event-store/event.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import { States } from '../../event-store/states.js';
import { StatesAsOf } from '../../event-store/states-as-of.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import { decentcomMessage } from '../../decentcom/decentcom-messages.js';
import { memberCountAt } from '../../server/facts/member-count-at.js';
import { Arrivals } from './arrivals.js';
import { BROADCASTER, type Broadcaster, type Connection } from './connection.js';
import { cursorOf, type Cursor, type Place } from './cursor.js';
import { Delivery } from './delivery.js';
import type { FrameSources } from './frames.js';
import { Subscribers } from './subscribers.js';
import { Turns } from './turns.js';

/** How soon it is looked again whether the log can be read. */
const RETRY_MS = 500;

/**
 * Feeds the connections of this process from the log: one event after another, each to those who
 * are entitled to it as of that event. Connecting and catching up take their turn in the same queue,
 * so that nobody misses an event or gets one twice.
 */
@Injectable()
export class GatewayHub {
  private readonly logger = new Logger(GatewayHub.name);
  // One bad event or client must not stop the others.
  private readonly turns = new Turns((error) => this.logger.error(error));
  private readonly subscribers = new Subscribers();
  private readonly states: StatesAsOf;
  private readonly delivery: Delivery;
  private readonly arrivals: Arrivals;
  /** The last event that was delivered, or passed over. */
  private place: Place = { position: 0, hash: '' };
  private stopping = false;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(BROADCASTER) broadcaster: Broadcaster,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(States) latest: Pick<States, 'peek'>,
  ) {
    const { turns, subscribers } = this;
    const states = new StatesAsOf(store, 0, (stream) => latest.peek(stream));
    const onError = (error: unknown) => this.logger.error(error);
    const sources = this.sourcesAsOf(states);
    this.states = states;
    this.delivery = new Delivery(states, subscribers, broadcaster, sources, onError);
    this.arrivals = new Arrivals({
      ...{ store, turns, subscribers, broadcaster, states, onError },
      cursor: () => cursorOf(this.place),
      sourcesAsOf: (then) => this.sourcesAsOf(then),
    });
  }

  get connections(): number {
    return this.subscribers.size;
  }

  /** The last event that was delivered. */
  get position(): number {
    return this.states.position;
  }

  /** Begins behind an event of the log. */
  startAt(head: Place): void {
    this.moveTo(head);
  }

  private moveTo(place: Place): void {
    this.states.moveTo(place.position);
    this.place = place;
  }

  /** Resolves when everything that was asked of the hub so far is done; nothing if it is. */
  settled(): Promise<void> | undefined {
    return this.turns.settled();
  }

  /** Delivers the next event of the log. */
  deliver(event: RecordedGatehouseEvent): void {
    if (this.subscribers.size === 0 && this.turns.isIdle) this.skip(event);
    else this.turns.take(() => this.surely(event, () => this.deliverNow(event)));
  }

  /** Goes on behind an event of the log that cannot be read. */
  passOver(entry: UnreadEvent): void {
    this.turns.take(() => this.surely(entry, () => this.delivery.passOver(entry)));
  }

  /** Events that were delivered are in the log no more: everybody has to fetch anew. */
  resync(head: Place): void {
    this.turns.take(async () => {
      this.moveTo(head);
      this.arrivals.rewound();
      await this.delivery.resync(head);
    });
  }

  /** From now on nothing waits for a log that cannot be read: who misses something resumes elsewhere. */
  stopWaiting(): void {
    this.stopping = true;
  }

  /** Takes a connection in; `since` is the last event that the client has seen, if it has. */
  connect(connection: Connection, since: Cursor | undefined): void {
    this.arrivals.connect(connection, since);
  }

  disconnect(connection: Connection): void {
    this.subscribers.remove(connection);
    this.arrivals.disconnect(connection);
  }

  /** The sessions that are connected, by the hashes of their tokens. */
  sessions(): readonly string[] {
    return [...new Set(this.all().map(({ tokenHash }) => tokenHash))];
  }

  /** Ends the connections of one session. */
  endSession(tokenHash: string): void {
    this.arrivals.endSession(tokenHash);
    for (const connection of this.all()) {
      if (connection.tokenHash === tokenHash) connection.close('session_ended');
    }
  }

  /** Ends the connections whose session has expired. */
  endExpiredSessions(nowMs: number): void {
    for (const connection of this.all()) {
      if (connection.sessionEndsAt <= nowMs) connection.close('session_ended');
    }
  }

  closeAll(): void {
    for (const connection of this.all()) connection.close('shutting_down');
  }

  private all(): readonly Connection[] {
    const fed = [...this.subscribers.all()].map(({ connection }) => connection);
    return [...fed, ...this.arrivals.waiting];
  }

  private async deliverNow(event: RecordedGatehouseEvent): Promise<void> {
    if (this.subscribers.size === 0) this.skip(event);
    else await this.delivery.deliver(event);
  }

  /** An event that was left out would be missing for good: it waits until the log can be read. */
  private async surely(entry: Place, pass: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await pass();
        this.place = entry;
        this.arrivals.takeEarly();
        return;
      } catch (error) {
        if (!(error instanceof StorageUnavailable)) {
          this.place = entry;
          this.arrivals.takeEarly();
          throw error;
        }
        if (this.stopping) {
          this.closeAll();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  private skip(event: RecordedGatehouseEvent): void {
    this.moveTo(event);
    this.arrivals.takeEarly();
  }

  private sourcesAsOf(states: StatesAsOf): FrameSources {
    return {
      states,
      publicUrl: this.config.publicUrl,
      memberCountAt: (position) => memberCountAt(this.readModels, position),
      shape: this.config.decentcom ? decentcomMessage : undefined,
    };
  }
}
