import { DuplicateEventId } from './errors.js';
import type { EncodedEvent } from './event-codec.js';
import type { LogTransaction } from './event-store.js';
import {
  allRead,
  type LogEntry,
  type NewEvent,
  type RecordedEvent,
  type StreamAppend,
  type StreamName,
} from './event.js';
import type { StoredEvent } from './hash-chain.js';

/** What an engine's transaction can do beside the port, to tell a repetition from something new. */
export interface ComparingTransaction extends Pick<LogTransaction, 'append'> {
  storedById(id: string): StoredEvent | undefined | Promise<StoredEvent | undefined>;
  /** The bytes that an event would be stored as behind version `after` of its stream. */
  encode(stream: StreamName, event: NewEvent, after: number): EncodedEvent | Promise<EncodedEvent>;
  decode(stored: readonly StoredEvent[]): readonly LogEntry[] | Promise<readonly LogEntry[]>;
}

/**
 * Appends a batch, or finds that all of it is in the log already.
 *
 * @throws DuplicateEventId when an id is there with other content, or with a part of the batch only
 */
export async function appendOnce(
  transaction: ComparingTransaction,
  batch: readonly StreamAppend[],
): Promise<readonly RecordedEvent[]> {
  const events = batch.flatMap(({ stream, events }) => events.map((event) => ({ stream, event })));
  const found = await Promise.all(
    events.map(({ stream, event }) => findRepeated(transaction, stream, event)),
  );
  const repeated = found.filter((event) => event !== undefined);
  const [first] = repeated;
  if (!first) return transaction.append(batch);
  if (repeated.length < events.length) throw new DuplicateEventId(first.id);
  return allRead(await transaction.decode(repeated));
}

/** The event that is in the log under this id already, if its content is the same. */
async function findRepeated(
  transaction: ComparingTransaction,
  stream: StreamName,
  event: NewEvent,
): Promise<StoredEvent | undefined> {
  const stored = await transaction.storedById(event.id);
  if (!stored) return undefined;
  const again = await transaction.encode(stream, event, stored.version - 1);
  const same = (Object.keys(again) as (keyof EncodedEvent)[]).every(
    (field) => again[field] === stored[field],
  );
  if (!same) throw new DuplicateEventId(event.id);
  return stored;
}
