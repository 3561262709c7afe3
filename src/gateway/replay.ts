import type { EventStore } from '../event-store/event-store.js';
import type { FollowedStates } from '../event-store/followed-states.js';
import type { RecordedGatehouseEvent } from '../events.js';
import { authorityOf } from '../roles/queries/authority-of.js';
import { MAX_QUEUED } from './connection.js';
import { concernsPermissionsOf } from './entitlement.js';
import { frameOf, variantFor, type FrameSources } from './frames.js';
import type { Subscriber } from './subscribers.js';

const PAGE = 200;
/** How long a client may take for one page before it counts as too slow. */
const DRAIN_MS = 30_000;
const DRAIN_POLL_MS = 10;

export interface ReplayTarget {
  readonly subscriber: Subscriber;
  /** As of the last event that was replayed. */
  readonly states: FollowedStates;
  readonly sources: FrameSources;
}

/**
 * Sends one client what it was entitled to behind `target.states.position`, up to where `upTo` says.
 * It gets what it could see at the time of the event and may still see now.
 */
export async function replay(
  store: EventStore,
  { subscriber, states, sources }: ReplayTarget,
  upTo: () => number,
  isConnected: () => boolean,
): Promise<void> {
  const { connection } = subscriber;
  const { userId } = connection;
  let then = await authorityOf(states, userId);
  while (states.position < upTo() && isConnected()) {
    const page = await store.readAll(states.position, Math.min(PAGE, upTo() - states.position));
    for (const recorded of page) {
      // The log holds the events of our registry and no others.
      const event = recorded as RecordedGatehouseEvent;
      states.follow(event);
      if (concernsPermissionsOf(event, userId)) then = await authorityOf(states, userId);
      if (!then.isMember) continue;
      const frame = await frameOf(event, sources);
      const variant = frame?.variants[variantFor(frame, then.permissions & subscriber.permissions)];
      if (variant) connection.send(variant.envelope);
    }
    await drained(subscriber, isConnected);
  }
}

async function drained({ connection }: Subscriber, isConnected: () => boolean): Promise<void> {
  const deadline = Date.now() + DRAIN_MS;
  await new Promise(setImmediate);
  while (connection.queued > MAX_QUEUED / 2 && isConnected()) {
    if (Date.now() > deadline) throw new Error('The client takes its messages too slowly.');
    await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
  }
}
