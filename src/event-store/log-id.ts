import type { EventStore } from './event-store.js';

/** 128 bits in hexadecimal. */
const DIGITS = 32;

/**
 * Which log this is: the first half of the hash of its first event, whose id is random. A copy or a restored
 * backup is the same log, another community is not. `undefined` while it is empty.
 */
export async function logIdOf(store: EventStore): Promise<string | undefined> {
  const [first] = await store.readStored(0, 1);
  return first?.hash.toString('hex').slice(0, DIGITS);
}
