import { readFileSync } from 'node:fs';
import type { Handover } from './handover.js';

/** A log as the server's own code makes it, for specs: `test/support/proof-vectors.ts` says how. */
export interface Vectors {
  readonly origin: string;
  /** Of the log, Base64; and one that has nothing to do with it. */
  readonly publicKey: string;
  readonly stranger: string;
  readonly size: number;
  /** The export; and for whoever may not see the code in the fifth event. */
  readonly lines: readonly string[];
  readonly masked: readonly string[];
  readonly head: { readonly position: number; readonly hash: string };
  /** Base64, of the trees of each size from 0. */
  readonly roots: readonly string[];
  readonly checkpoint: string;
  /** The same, signed by somebody else. */
  readonly foreign: string;
  /** A shorter one with two cosignatures, of which the second is not by the key that it names. */
  readonly witnessed: string;
  readonly witness: string;
  readonly liar: string;
  readonly receipts: readonly string[];
  /** By the key before, of the third event. */
  readonly olderReceipt: string;
  /** Without the record, of the fifth. */
  readonly bareReceipt: string;
  readonly consistency: readonly { readonly from: string; readonly text: string }[];
  readonly handovers: readonly [Handover, Handover];
  readonly forged: Handover;
}

const file = new URL('vectors.json', import.meta.url);

export const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
