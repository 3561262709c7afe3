import type { EventStore } from '../event-store/event-store.js';
import type { StatesAsOf } from '../event-store/states.js';
import type { RecordedGatehouseEvent } from '../events.js';
import { authorityOf } from '../roles/queries/authority-of.js';
import { concernsPermissionsOf } from './entitlement.js';
import { frameOf, variantFor, type FrameSources } from './frames.js';
import type { Subscriber } from './subscribers.js';

/** How many events are sent before others have their turn. */
export const PAGE = 200;

export interface ReplayTarget {
  readonly subscriber: Subscriber;
  /** As of the last event that was replayed. */
  readonly states: StatesAsOf;
  readonly sources: FrameSources;
}

/**
 * Sends one client what it was entitled to behind `target.states.position`, up to a position, as long as
 * `goesOn` says so after each page. It gets what it could see at the time of the event and may still see now.
 */
export async function replay(
  store: EventStore,
  { subscriber, states, sources }: ReplayTarget,
  upTo: number,
  goesOn: () => boolean,
): Promise<void> {
  const { connection } = subscriber;
  const { userId } = connection;
  let then = await authorityOf(states, userId);
  while (states.position < upTo && goesOn()) {
    const page = await store.readAll(states.position, Math.min(PAGE, upTo - states.position));
    for (const recorded of page) {
      // The log holds the events of our registry and no others.
      const event = recorded as RecordedGatehouseEvent;
      states.advance(event);
      if (concernsPermissionsOf(event, userId)) then = await authorityOf(states, userId);
      if (!then.isMember) continue;
      const frame = await frameOf(event, sources);
      const variant = frame?.variants[variantFor(frame, then.permissions & subscriber.permissions)];
      if (variant) connection.send(variant.envelope);
    }
    await new Promise(setImmediate);
  }
}
