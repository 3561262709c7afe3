import { successorsOf, type Handover } from '../../proof/handover.js';
import type { SignedHead } from '../../stores/audit.js';

/** What a browser remembers of the log, so that a later rewrite shows. */
export interface Pin {
  readonly public_key: string;
  readonly position: number;
  /** Of the event at `position`, in hexadecimal. */
  readonly hash: string;
  /** When it was looked at, by the server's clock. */
  readonly at: string;
}

export type PinState = 'first' | 'same' | 'newKey' | 'otherKey' | 'rewritten' | 'shortened';

/** The states in which all is as it should be. */
const GOOD: readonly PinState[] = ['first', 'same', 'newKey'];

export function isGood(state: PinState | undefined): state is 'first' | 'same' | 'newKey' {
  return state !== undefined && GOOD.includes(state);
}

/**
 * How the log is now against what was remembered.
 * @param hashThere of the event at the remembered position, now; `undefined` if there is none
 * @param handovers from each key of the log to the next, as the log says
 */
export function stateOf(
  kept: Pin | undefined,
  head: Pick<SignedHead, 'public_key' | 'position'>,
  hashThere: string | undefined,
  handovers: readonly Handover[],
): PinState {
  if (!kept) return 'first';
  const isSameKey = kept.public_key === head.public_key;
  // Whoever has the key that is remembered has said which one comes next.
  if (!isSameKey && !successorsOf(kept.public_key, handovers).includes(head.public_key)) {
    return 'otherKey';
  }
  if (kept.position > head.position) return 'shortened';
  if (kept.position > 0 && hashThere !== kept.hash) return 'rewritten';
  return isSameKey ? 'same' : 'newKey';
}
