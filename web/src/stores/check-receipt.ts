import { hexToBytes } from '@noble/hashes/utils.js';
import type { QueryClient } from '@tanstack/react-query';
import { getConsistency } from '../api/audit.js';
import { checkpointIn, type Checkpoint } from '../proof/checkpoint.js';
import { receiptIn, type Receipt, type ReceiptVerdict } from '../proof/receipt.js';
import { eventQuery, handoversQuery, headQuery, witnessesQuery, type SignedHead } from './audit.js';
import { check } from './checks.js';
import type { LogEvent } from './event-types.js';

/** What was found of a receipt. */
export interface ReceiptFinding {
  readonly receipt: Receipt;
  readonly verdict: ReceiptVerdict;
  /** The event as the server lists it, for a receipt that does not say what it is of. */
  readonly listed: LogEvent | null;
  /** Names of witnesses who have signed the checkpoint in it. */
  readonly witnesses: readonly string[];
  /** Whether the key that signed it has been replaced since. */
  readonly isOldKey: boolean;
  /** Whether the log of today begins with what was signed then. */
  readonly today: 'goesOn' | 'other' | 'shorter';
}

/**
 * Checks a receipt in this browser.
 * @returns `undefined` for a text that is none
 * @throws Problem, Unreachable
 */
export async function checkReceipt(
  text: string,
  queries: QueryClient,
): Promise<ReceiptFinding | undefined> {
  const receipt = receiptIn(text);
  if (!receipt) return undefined;
  const [head, handovers, told] = await Promise.all([
    queries.query({ ...headQuery, staleTime: 0 }),
    queries.query({ ...handoversQuery, staleTime: 0 }),
    queries.query(witnessesQuery),
  ]);
  const isBare = receipt.entry === undefined;
  const listed = isBare ? await queries.query(eventQuery(receipt.position)) : null;
  const known = {
    origin: checkpointIn(head.checkpoint)?.origin ?? '',
    keys: await check('predecessorsOf', head.public_key, handovers),
  };
  const hash = listed ? hexToBytes(listed.hash) : undefined;
  const verdict = await check('judgeReceipt', receipt, known, hash);
  const vouching = await Promise.all(
    told.witnesses.map(({ key }) => check('vouchingOf', key, [receipt.checkpoint])),
  );
  return {
    receipt,
    verdict,
    listed,
    witnesses: vouching
      .filter(({ cosigned }) => typeof cosigned === 'object')
      .map(({ name }) => name),
    isOldKey: verdict.holds && verdict.signedBy !== head.public_key,
    today: verdict.holds ? await todayOf(receipt.checkpoint, head) : 'other',
  };
}

async function todayOf(then: Checkpoint, head: SignedHead): Promise<ReceiptFinding['today']> {
  if (then.size > head.position) return 'shorter';
  const proof = await getConsistency(then.size);
  return (await check('goesOnFrom', then, proof, head.public_key)) ? 'goesOn' : 'other';
}
