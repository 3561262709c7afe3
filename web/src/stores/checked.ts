import { queryOptions } from '@tanstack/react-query';
import type { Checkpoint } from '../proof/checkpoint.js';
import type { SignedCheckpoint, Vouching } from '../proof/vouching.js';
import { auditKey, type SignedHead, type Witnesses } from './audit.js';
import { check } from './checks.js';

/** Each answer comes with what it is of: nothing is shown, or kept, that was not looked at. */
const checkedKey = [...auditKey, 'checked'] as const;

/** Whether a head bears the signature of the key that it names. */
export function headCheckQuery(head: SignedHead) {
  return queryOptions<{ readonly head: SignedHead; readonly isRight: boolean }>({
    queryKey: [...checkedKey, 'head', head],
    queryFn: async () => ({ head, isRight: await check('isHeadSigned', head) }),
  });
}

/** The checkpoint of a head; `null` for a text that is none. */
export function checkpointCheckQuery(head: SignedHead) {
  const { checkpoint: note, public_key: key } = head;
  return queryOptions<{ readonly head: SignedHead; readonly checkpoint: SignedCheckpoint | null }>({
    queryKey: [...checkedKey, 'checkpoint', head],
    queryFn: async () => ({
      head,
      checkpoint: (await check('signedCheckpointIn', note, key)) ?? null,
    }),
  });
}

/** What each witness has signed. @param publicKey of the log, Base64 */
export function vouchingCheckQuery(told: Witnesses, newest: Checkpoint, publicKey: string) {
  return queryOptions<{ readonly told: Witnesses; readonly vouching: readonly Vouching[] }>({
    queryKey: [...checkedKey, 'vouching', told, newest.note.text, publicKey],
    queryFn: async () => ({ told, vouching: await check('vouchingIn', told, newest, publicKey) }),
  });
}
