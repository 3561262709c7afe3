import { baseUrl } from '../../boot/boot.js';
import { remembered } from '../../boot/remembered.js';
import type { SignedHead } from '../../stores/audit.js';
import type { Pin } from './pin-state.js';

const NAME = `gatehouse.pinned-head ${baseUrl}`;

/** What this browser remembers of the log. */
export function pinned(): Pin | undefined {
  const kept = remembered.read(NAME);
  // Only we write there.
  return kept === null ? undefined : (JSON.parse(kept) as Pin);
}

/** What it remembered before anything was looked at: what is remembered since proves nothing. */
let before = pinned();

export function pinnedBefore(): Pin | undefined {
  return before;
}

export function pin({ public_key, position, hash, at }: SignedHead): void {
  remembered.write(NAME, JSON.stringify({ public_key, position, hash, at }));
}

/** Remembers a head in place of what it does not fit. */
export function pinInstead(head: SignedHead): void {
  pin(head);
  before = undefined;
}
