import type { EventStore, Head } from './event-store.js';
import { chainHash, GENESIS_HASH } from './hash-chain.js';

/** How many events are recomputed before others have their turn: a millisecond or two. */
const PAGE = 100;

export interface ChainReport {
  readonly ok: boolean;
  /** How many events were recomputed and found right. */
  readonly checked: number;
  /** The last of these: position 0 and zeros when there is none. */
  readonly head: Head;
  /** The first event whose stored bytes, hash or position are not what the chain says. */
  readonly firstBadPosition: number | null;
}

/** Where a log begins. */
const BEGINNING: Head = { position: 0, hash: GENESIS_HASH };

/**
 * Recomputes the hash chain page by page: over the whole log, or from behind a head that is known to be right.
 * All that goes from one event to the next is the head, so what is found does not depend on where one began.
 */
export async function verifyChain(
  store: Pick<EventStore, 'readStored'>,
  onProgress?: (position: number) => void,
  from = BEGINNING,
): Promise<ChainReport> {
  let head = from;
  for (;;) {
    const page = await store.readStored(head.position, PAGE);
    for (const event of page) {
      const position = head.position + 1;
      const hash = chainHash(head.hash, event);
      if (event.position !== position || !hash.equals(event.hash)) {
        return {
          ok: false,
          checked: head.position - from.position,
          head,
          firstBadPosition: position,
        };
      }
      head = { position, hash };
    }
    onProgress?.(head.position);
    if (page.length < PAGE) {
      return { ok: true, checked: head.position - from.position, head, firstBadPosition: null };
    }
    await new Promise(setImmediate);
  }
}
