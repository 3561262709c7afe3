import { Logger } from '@nestjs/common';
import type { EventStore } from '../event-store/event-store.js';
import { isUnread, type RecordedEvent } from '../event-store/event.js';
import { GENESIS_HASH } from '../event-store/hash-chain.js';
import type { FoundEvent } from './log-search.js';

/** An event, as auditors see it. */
export interface EventView {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  /** `null` when the stored bytes cannot be read. */
  readonly data: unknown;
  /** A user id, or `system`. */
  readonly actor: string;
  readonly at: string;
  readonly correlation_id: string;
  readonly reason: string | null;
  /** SHA-256 in hexadecimal. */
  readonly prev_hash: string;
  readonly hash: string;
}

const logger = new Logger('Audit');

export interface DecodedEvent {
  readonly view: EventView;
  /** `undefined` when the stored bytes cannot be read. */
  readonly recorded: RecordedEvent | undefined;
}

/** Events as they were found, in the clear. Damaged ones are shown, too: they are what is looked for. */
export async function decodeFound(
  store: EventStore,
  found: readonly FoundEvent[],
): Promise<readonly DecodedEvent[]> {
  const decoded = await store.decode(found);
  return found.map((stored, index) => {
    const entry = decoded[index];
    const recorded = entry && !isUnread(entry) ? entry : undefined;
    if (entry && isUnread(entry)) logger.error(entry.unread.message);
    return { view: viewOf(stored, recorded), recorded };
  });
}

function viewOf(stored: FoundEvent, recorded: RecordedEvent | undefined): EventView {
  return {
    position: stored.position,
    id: stored.id,
    stream: stored.stream,
    version: stored.version,
    type: stored.type,
    data: recorded?.data ?? null,
    actor: stored.actor,
    at: stored.at,
    correlation_id: stored.correlationId,
    reason: recorded?.reason ?? null,
    prev_hash: (stored.previousHash ?? GENESIS_HASH).toString('hex'),
    hash: stored.hash.toString('hex'),
  };
}
