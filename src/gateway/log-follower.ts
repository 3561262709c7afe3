import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { LogTail } from '../event-store/log-tail.js';
import { States } from '../event-store/states.js';
import type { RecordedGatehouseEvent } from '../events.js';
import { EventCommitted } from './broadcast.saga.js';
import { GatewayHub } from './hub.js';
import { PlainGateway } from './plain-gateway.js';

const REWOUND =
  'The log no longer holds what it held: commits were lost, as when a server takes over that was ' +
  'behind. What was remembered is dropped, and subscribers are told to fetch anew (RESYNC).';

/** Tails the log of this process: publishes each event to Nest's bus, and waits for the gateway. */
@Injectable()
export class LogFollower implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LogFollower.name);
  private readonly tail: LogTail;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    bus: EventBus,
    private readonly states: States,
    private readonly hub: GatewayHub,
    private readonly plain: PlainGateway,
  ) {
    this.tail = new LogTail(store, {
      publish: (event) => {
        // The log holds the events of our registry and no others.
        states.advance(event);
        bus.publish(new EventCommitted(event as RecordedGatehouseEvent));
        return hub.settled();
      },
      onError: (error, position) =>
        this.logger.error({ err: error, position }, 'The tail stumbled.'),
      onOutage: (error) => {
        if (error === undefined) this.logger.log('The log can be read again.');
        else
          this.logger.error({ err: error }, 'The log cannot be read; trying again every second.');
      },
      onRewind: ({ position }) => {
        this.logger.error({ position }, REWOUND);
        hub.resync(position);
      },
    });
  }

  /** Begins behind what is in the log: who was not connected resumes by `since`. */
  async start(): Promise<void> {
    const head = await this.store.head();
    // What others have appended while we started is not told of any more.
    if (this.states.position < head.position) this.states.moveTo(head.position);
    this.hub.startAt(head.position);
    this.tail.start(head);
  }

  /** How many events are committed but not delivered yet. */
  async lag(): Promise<number> {
    return (await this.store.head()).position - this.tail.position;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.hub.stopWaiting();
    await this.tail.idle();
    await this.tail.stop();
    this.hub.closeAll();
    // Those who have not said who they are, too, and whoever still comes.
    this.plain.stop();
  }
}
