import { ChainBroken } from './errors.js';
import type { Head } from './event-store.js';
import { sha256 } from './sha256.js';

/** An event as it lies in the table: the very values that are hashed. See `docs/log-format.md`. */
export interface StoredEvent {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly actor: string;
  readonly at: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** JSON: a string, or a sealed personal value; `null` when no reason was given. */
  readonly reason: string | null;
  /** JSON: an object. */
  readonly data: string;
  readonly hash: Buffer;
}

/** What stands before the first event: 32 zero bytes. */
export const GENESIS_HASH: Buffer = Buffer.alloc(32);

/**
 * The record of an event: its twelve stored fields as UTF-8 text, in this order, joined by line feeds, absent ones
 * empty. No field can hold a line feed (names and ids are visible ASCII, reason and data are JSON on one line), so no
 * two records share a form.
 */
export function recordOf(event: Omit<StoredEvent, 'hash'>): Buffer {
  const record =
    `${event.position}\n${event.id}\n${event.stream}\n${event.version}\n${event.type}\n` +
    `${event.schemaVersion}\n${event.actor}\n${event.at}\n${event.correlationId}\n` +
    `${event.causationId ?? ''}\n${event.reason ?? ''}\n${event.data}`;
  return Buffer.from(record, 'utf8');
}

/** SHA-256 over the previous hash (32 bytes) and the record. */
export function chainHash(previous: Buffer, event: Omit<StoredEvent, 'hash'>): Buffer {
  return sha256(Buffer.concat([previous, recordOf(event)]));
}

/**
 * The head behind one more stored event.
 * @throws ChainBroken when position and hash of the event are not what the chain says
 */
export function follow(head: Head, event: StoredEvent): Head {
  const position = head.position + 1;
  const hash = chainHash(head.hash, event);
  if (event.position !== position || !hash.equals(event.hash)) throw new ChainBroken(position);
  return { position, hash };
}
