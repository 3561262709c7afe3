import { isUnread } from '../../event-store/event.js';
import type { EventStore } from '../../event-store/event-store.js';
import type { StatesAsOf } from '../../event-store/states-as-of.js';
import { ifReadable } from '../../event-store/if-readable.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
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
    if (page.length === 0) throw new Error('The log became shorter while a client caught up.');
    for (const entry of page) {
      states.advance(entry);
      if (isUnread(entry)) continue;
      // What can be read is of our registry.
      const event = entry as RecordedGatehouseEvent;
      if (concernsPermissionsOf(event, userId)) then = await authorityOf(states, userId);
      if (!then.isMember) continue;
      const frame = await ifReadable(frameOf(event, sources));
      const variant = frame?.variants[variantFor(frame, then.permissions & subscriber.permissions)];
      if (variant) connection.send(variant.envelope);
    }
    await new Promise(setImmediate);
  }
}
