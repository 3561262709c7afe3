import { baseUrl } from '../../boot/boot.js';
import { remembered } from '../../boot/remembered.js';
import type { SignedHead } from '../../stores/audit.js';

/** What this browser remembers of the log, so that a later rewrite shows. */
export interface Pin {
  readonly public_key: string;
  readonly position: number;
  /** Of the event at `position`, in hexadecimal. */
  readonly hash: string;
  /** When it was looked at, by the server's clock. */
  readonly at: string;
}

const NAME = `gatehouse.pinned-head ${baseUrl}`;

export function pinned(): Pin | undefined {
  const kept = remembered.read(NAME);
  // Only we write there.
  return kept === null ? undefined : (JSON.parse(kept) as Pin);
}

export function pin({ public_key, position, hash, at }: SignedHead): void {
  remembered.write(NAME, JSON.stringify({ public_key, position, hash, at }));
}

export type PinState = 'first' | 'same' | 'otherKey' | 'rewritten' | 'shortened';

/**
 * How the log is now against what was remembered.
 * @param hashThere of the event at the remembered position, now; `undefined` if there is none
 */
export function stateOf(
  kept: Pin | undefined,
  head: Pick<SignedHead, 'public_key' | 'position'>,
  hashThere: string | undefined,
): PinState {
  if (!kept) return 'first';
  if (kept.public_key !== head.public_key) return 'otherKey';
  if (kept.position > head.position) return 'shortened';
  return kept.position === 0 || hashThere === kept.hash ? 'same' : 'rewritten';
}
