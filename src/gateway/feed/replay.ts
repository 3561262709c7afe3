import { setImmediate as turn } from 'node:timers/promises';
import { UnreadableEvent } from '../../event-store/errors.js';
import { isUnread, type LogEntry } from '../../event-store/event.js';
import type { EventStore } from '../../event-store/event-store.js';
import type { StatesAsOf } from '../../event-store/states-as-of.js';
import { ifReadable } from '../../event-store/if-readable.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import type { Authority } from '../../roles/authority.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { concernsPermissionsOf } from './entitlement.js';
import type { Broadcaster, Connection } from './connection.js';
import { variantFor, type Frame } from './frame.js';
import { frameOf, type FrameSources } from './frames.js';
import type { Envelope } from './protocol.js';
import type { Subscriber } from './subscribers.js';
import { TurnGiver } from './turn-giver.js';

/** How many events are read at once. */
export const PAGE = 200;
/** After so many messages that are sent, or people whose rights are looked up, others have their turn. */
const STEPS = 400;
/** So many connections are sent a message without a turn for others. */
const AT_ONCE = 100;

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
  readonly broadcaster: Pick<Broadcaster, 'sendTo'>;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends latecomers what they were entitled to, from `states.position` up to another. Each gets what it could see at the
 * time of the event and may still see now. What is read, and what becomes of it, is shared by all of them.
 *
 * @param latecomers who is sent to, as of each page: none is behind `states.position`
 */
export async function replay(
  store: EventStore,
  reading: Replay,
  upTo: number,
  latecomers: () => readonly Latecomer[],
): Promise<void> {
  const { states } = reading;
  const turns = new TurnGiver(STEPS);
  for (;;) {
    const all = latecomers();
    if (states.position >= upTo || all.length === 0) return;
    const page = await store.readAll(states.position, Math.min(PAGE, upTo - states.position));
    if (page.length === 0) throw new Error('The log became shorter while clients caught up.');
    for (const entry of page) {
      const hearing = all.filter(
        ({ position, subscriber }) => position < entry.position && subscriber.connection.isOpen,
      );
      for (const each of hearing) each.then ??= await rightsThen(each, reading, turns);
      states.advance(entry);
      await tell(entry, hearing, reading, turns);
    }
    await turn();
  }
}

/** Sends one event to those who may see it. */
async function tell(
  entry: LogEntry,
  hearing: readonly Latecomer[],
  reading: Replay,
  turns: TurnGiver,
): Promise<void> {
  for (const each of hearing) each.position = entry.position;
  if (isUnread(entry) || hearing.length === 0) return;
  // What can be read is of our registry.
  const event = entry as RecordedGatehouseEvent;
  for (const each of hearing) {
    if (concernsPermissionsOf(event, each.subscriber.connection.userId)) {
      each.then = await rightsThen(each, reading, turns);
    }
  }
  if (!hearing.some(({ then }) => then?.isMember)) return;
  const frame = await ifReadable(frameOf(event, reading.sources));
  if (!frame) return;
  for (let from = 0; from < hearing.length; from += AT_ONCE) {
    const some = hearing.slice(from, from + AT_ONCE);
    // Who may see what is looked at in the same turn in which it is sent.
    for (const [envelope, connections] of messagesTo(some, frame)) {
      reading.broadcaster.sendTo(connections, envelope);
    }
    await turns.worked(some.length);
  }
}

/** What of a frame is for whom: what they might see then, and may see now. */
function messagesTo(
  hearing: readonly Latecomer[],
  frame: Frame,
): ReadonlyMap<Envelope, readonly Connection[]> {
  const messages = new Map<Envelope, Connection[]>();
  for (const { subscriber, then } of hearing) {
    if (!then?.isMember) continue;
    const variant = frame.variants[variantFor(frame, then.permissions & subscriber.permissions)];
    if (!variant) continue;
    const others = messages.get(variant.envelope);
    if (others) others.push(subscriber.connection);
    else messages.set(variant.envelope, [subscriber.connection]);
  }
  return messages;
}

/** What somebody might do then. Of whom that cannot be told is fed no further, and keeps nobody else from what is theirs. */
async function rightsThen(
  { subscriber: { connection } }: Latecomer,
  { states, onError }: Replay,
  turns: TurnGiver,
): Promise<Authority | undefined> {
  await turns.worked();
  try {
    return await authorityOf(states, connection.userId);
  } catch (error) {
    // Of the log itself: then nobody's can be told.
    if (!(error instanceof UnreadableEvent)) throw error;
    onError(error);
    connection.close('failed');
    return undefined;
  }
}
