import { refuse } from '../../platform/refusal.js';
import { ValidationFailed } from '../../http/validation.js';
import { checkpointIn, type Checkpoint } from '../checkpoint.js';
import type { CheckpointOffer } from '../checkpoint-offer.js';
import { EMPTY_ROOT } from '../merkle.js';
import { provesConsistency, type TreeHead } from '../merkle-proofs.js';
import { isSignedBy, noteIn, type NamedKey } from '../signed-note.js';

/** A checkpoint that a log which we know has signed. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** What the log has signed, and we may sign below. */
  readonly text: string;
}

/** Before anything was seen of a log. */
export const NOTHING_SEEN: TreeHead = { size: 0, root: EMPTY_ROOT };

/**
 * What an offer is about, if it comes from a log that this witness is for.
 * @throws ValidationFailed, Refusal
 */
export function trustedCheckpoint(
  { from, note: whole }: CheckpointOffer,
  keys: readonly NamedKey[],
): TrustedCheckpoint {
  const note = noteIn(whole);
  const checkpoint = note && checkpointIn(note.text);
  if (!checkpoint) throw malformed('behind the empty line there must be a signed checkpoint');
  const known = keys.filter(({ name }) => name === checkpoint.origin);
  if (known.length === 0) throw refuse('NOT_FOUND', 'This witness does not know the log.');
  if (!isSignedBy(note, ...known)) {
    throw refuse('CHECKPOINT_NOT_SIGNED', 'No key of this log has signed the checkpoint.');
  }
  if (from > checkpoint.size) throw malformed('the old size must not be larger than the new one');
  return { checkpoint, text: note.text };
}

/**
 * Whether a witness that has seen `last` may sign what is offered; see c2sp.org/tlog-witness. `conflicts` when the
 * offer does not go on from there: the log is to be told from where it would.
 *
 * @throws Refusal when it only says that it goes on
 */
export function judgeCheckpoint(
  { from, proof }: CheckpointOffer,
  checkpoint: TreeHead,
  last: TreeHead,
): 'extends' | 'conflicts' {
  if (from !== last.size) return 'conflicts';
  const isSameSize = checkpoint.size === last.size;
  if (isSameSize && !checkpoint.root.equals(last.root)) return 'conflicts';
  if (provesConsistency(last, checkpoint, proof)) return 'extends';
  throw refuse('CHECKPOINT_INCONSISTENT', `It does not extend the tree of ${last.size} entries.`);
}

export function malformed(message: string): ValidationFailed {
  return new ValidationFailed([{ field: '', message }]);
}
