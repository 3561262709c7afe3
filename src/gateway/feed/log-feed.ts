import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type Head } from '../../event-store/event-store.js';
import { LogFollower } from '../../event-store/log-follower.js';
import { States } from '../../event-store/states.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import { EventCommitted } from './broadcast.saga.js';
import type { Place } from './cursor.js';
import { GatewayHub } from './hub.js';
import { PlainGateway } from '../websocket/plain-gateway.js';

const REWOUND =
  'The log no longer holds what it held: commits were lost, as when a server takes over that was ' +
  'behind. What was remembered is dropped, and subscribers are told to fetch anew (RESYNC).';

/**
 * Follows the log of this process for the gateway: publishes each event to Nest's bus, from which the saga hands it
 * to the hub, and waits until that is done with it. By the time `publish` returns, the hub has it: Nest's bus, the
 * saga and the command bus call their listeners at once, in the same turn. Were one of them to hand it over later, the
 * hub would look idle, and the follower would go on.
 */
@Injectable()
export class LogFeed implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LogFeed.name);
  private readonly follower: LogFollower;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    bus: EventBus,
    states: States,
    private readonly hub: GatewayHub,
    private readonly plain: PlainGateway,
  ) {
    this.follower = new LogFollower(store, states, {
      publish: (event) => {
        // The log holds the events of our registry and no others.
        bus.publish(new EventCommitted(event as RecordedGatehouseEvent));
        return hub.settled();
      },
      passOver: (entry) => {
        this.logger.error(`${entry.unread.message} Nobody is told of it.`);
        hub.passOver(entry);
        return hub.settled();
      },
      onError: (error, position) =>
        this.logger.error({ err: error, position }, 'An event could not be published.'),
      onOutage: (error) => {
        if (error === undefined) this.logger.log('The log can be read again.');
        else
          this.logger.error({ err: error }, 'The log cannot be read; trying again every second.');
      },
      onRewind: (head) => {
        this.logger.error({ position: head.position }, REWOUND);
        hub.resync(placeOf(head));
      },
    });
  }

  /** Begins behind what is in the log: who was not connected resumes by `since`. */
  async start(): Promise<void> {
    const head = await this.store.head();
    this.hub.startAt(placeOf(head));
    this.follower.start(head);
  }

  /** How many events are committed but not delivered yet. */
  lag(): Promise<number> {
    return this.follower.lag();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.hub.stopWaiting();
    await this.follower.idle();
    await this.follower.stop();
    this.hub.closeAll();
    // Those who have not said who they are, too, and whoever still comes.
    this.plain.stop();
  }
}

function placeOf({ position, hash }: Head): Place {
  return { position, hash: hash.toString('hex') };
}
