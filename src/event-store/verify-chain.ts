import { MAX_READ, type EventStore } from './event-store.js';
import { chainHash, GENESIS_HASH } from './hash-chain.js';

export interface ChainReport {
  readonly ok: boolean;
  /** How many events were recomputed. */
  readonly checked: number;
  /** The first event whose stored bytes, hash or position are not what the chain says. */
  readonly firstBadPosition: number | null;
}

/** Recomputes the hash chain over the whole log, page by page. */
export async function verifyChain(
  store: EventStore,
  onProgress?: (checked: number) => void,
): Promise<ChainReport> {
  let previous = GENESIS_HASH;
  let checked = 0;
  for (;;) {
    const page = await store.readStored(checked, MAX_READ);
    for (const event of page) {
      const expected = chainHash(previous, event);
      if (event.position !== checked + 1 || !expected.equals(event.hash)) {
        return { ok: false, checked, firstBadPosition: checked + 1 };
      }
      previous = expected;
      checked++;
    }
    onProgress?.(checked);
    if (page.length < MAX_READ) return { ok: true, checked, firstBadPosition: null };
  }
}
