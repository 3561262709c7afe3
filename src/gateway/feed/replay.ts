import { isUnread, type LogEntry } from '../../event-store/event.js';
import type { EventStore } from '../../event-store/event-store.js';
import type { StatesAsOf } from '../../event-store/states-as-of.js';
import { ifReadable } from '../../event-store/if-readable.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import type { Authority } from '../../roles/authority.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { concernsPermissionsOf } from './entitlement.js';
import { frameOf, variantFor, type Frame, type FrameSources } from './frames.js';
import type { Subscriber } from './subscribers.js';

/** How many events are read at once, and after how many messages others have their turn. */
export const PAGE = 200;
const MESSAGES = 400;

/** A client that is behind, and how far it has come. */
export interface Latecomer {
  readonly subscriber: Subscriber;
  /** The last event that it was sent, or was not entitled to. */
  position: number;
  /** What its user might do at that event; `undefined` as long as the replay has not come there. */
  then: Authority | undefined;
}

/** One reading of the log, for all who are behind. */
export interface Replay {
  /** As of the last event that was read. */
  readonly states: StatesAsOf;
  readonly sources: FrameSources;
}

/**
 * Sends latecomers what they were entitled to, from `states.position` up to another. Each gets what it could see at the
 * time of the event and may still see now. What is read, and what becomes of it, is shared by all of them.
 *
 * @param latecomers who is sent to, as of each page: none is behind `states.position`
 */
export async function replay(
  store: EventStore,
  { states, sources }: Replay,
  upTo: number,
  latecomers: () => readonly Latecomer[],
): Promise<void> {
  let sent = 0;
  for (;;) {
    const all = latecomers();
    if (states.position >= upTo || all.length === 0) return;
    const page = await store.readAll(states.position, Math.min(PAGE, upTo - states.position));
    if (page.length === 0) throw new Error('The log became shorter while clients caught up.');
    for (const entry of page) {
      const hearing = all.filter(({ position }) => position < entry.position);
      for (const each of hearing) {
        each.then ??= await authorityOf(states, each.subscriber.connection.userId);
      }
      states.advance(entry);
      sent += await tell(entry, hearing, { states, sources });
      if (sent < MESSAGES) continue;
      sent = 0;
      await new Promise(setImmediate);
    }
    await new Promise(setImmediate);
  }
}

/** Sends one event to those who may see it, and answers how many these are. */
async function tell(
  entry: LogEntry,
  hearing: readonly Latecomer[],
  { states, sources }: Replay,
): Promise<number> {
  for (const each of hearing) each.position = entry.position;
  if (isUnread(entry) || hearing.length === 0) return 0;
  // What can be read is of our registry.
  const event = entry as RecordedGatehouseEvent;
  let frame: Frame | undefined;
  let isFramed = false;
  let sent = 0;
  for (const each of hearing) {
    const { connection, permissions } = each.subscriber;
    if (concernsPermissionsOf(event, connection.userId)) {
      each.then = await authorityOf(states, connection.userId);
    }
    if (!each.then?.isMember) continue;
    if (!isFramed) {
      frame = await ifReadable(frameOf(event, sources));
      isFramed = true;
    }
    const variant = frame?.variants[variantFor(frame, each.then.permissions & permissions)];
    if (!variant) continue;
    connection.send(variant.envelope);
    sent++;
  }
  return sent;
}
