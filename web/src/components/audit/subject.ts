import { toBase64 } from '../../proof/bytes.js';
import type { Mark } from '../../proof/log-check.js';
import type { Vouching } from '../../proof/vouching.js';
import type { SignedHead, Witnesses } from '../../stores/audit.js';
import { check } from '../../stores/checks.js';
import { pinnedBefore } from './pin.js';
import type { Pin } from './pin-state.js';

/** What a log is held against, with whatever of it the browser has checked before. */
export interface Subject {
  readonly head: SignedHead;
  /** How long the log is by its checkpoint. */
  readonly size: number;
  /** Witnesses whose signatures are right. */
  readonly vouching: readonly Vouching[];
  /** What this browser remembered, if the log reaches so far. */
  readonly kept: Pin | undefined;
  readonly marks: readonly Mark[];
}

/** A server that does not sign what it says: there is nothing to hold the log against. */
export class NotSigned extends Error {}

/** @throws NotSigned */
export async function subjectOf(head: SignedHead, told: Witnesses): Promise<Subject> {
  const { checkpoint: note, public_key: key, position, hash } = head;
  const checkpoint = await check('signedCheckpointIn', note, key);
  if (!checkpoint?.isSigned || !(await check('isHeadSigned', head))) throw new NotSigned();
  const { size, root, origin } = checkpoint;
  const older =
    told.checkpoint === null ? undefined : await check('signedCheckpointIn', told.checkpoint, key);
  const witnessed = older?.isSigned && older.origin === origin ? older : undefined;
  const vouching = await check('vouchingIn', told, checkpoint, key);
  const before = pinnedBefore();
  const kept = before && before.position > 0 && before.position <= size ? before : undefined;
  const marks: readonly (Mark | undefined)[] = [
    kept && { what: 'kept', position: kept.position, hash: kept.hash },
    witnessed && { what: 'witnessed', position: witnessed.size, root: toBase64(witnessed.root) },
    { what: 'head', position, hash },
    { what: 'checkpoint', position: size, root: toBase64(root) },
  ];
  return {
    head,
    size,
    vouching: vouching.filter(({ cosigned }) => typeof cosigned === 'object'),
    kept,
    marks: marks.filter((mark) => mark !== undefined && mark.position <= size) as readonly Mark[],
  };
}
