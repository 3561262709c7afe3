import { goesOnFrom } from './consistency.js';
import { predecessorsOf } from './handover.js';
import { judgeReceipt } from './receipt.js';
import { isHeadSigned } from './signed-head.js';
import { signedCheckpointIn, vouchingIn, vouchingOf } from './vouching.js';

/** What takes signatures again: each some milliseconds, on a phone many. None knows anything but what it is given. */
export const CHECKS = {
  goesOnFrom,
  isHeadSigned,
  judgeReceipt,
  predecessorsOf,
  signedCheckpointIn,
  vouchingIn,
  vouchingOf,
} as const;

export type Checks = typeof CHECKS;

/** What the worker is told. */
export interface Wanted {
  readonly id: number;
  readonly name: keyof Checks;
  readonly given: readonly unknown[];
}

/** What it answers; without `found`, it failed. */
export interface Answered {
  readonly id: number;
  readonly outcome: { readonly found: unknown } | { readonly failure: string };
}
