import { verify } from 'node:crypto';
import { refuse, type Refusal } from '../platform/refusal.js';
import type { KeyHandover, LogKeyEvent } from './log-key.events.js';
import type { LogKeyState } from './log-key.fold.js';
import { keyObject } from './signed-note.js';

/** What the old key signs; see `docs/log-format.md`. */
export function handoverBytes(oldKey: string, newKey: string): Buffer {
  return Buffer.from(`gatehouse-log-key-v1\n${oldKey}\n${newKey}\n`);
}

/** A key is followed by the one that it has signed for, and by no other. */
export function decideReplaceKey(
  handover: KeyHandover,
  { current }: LogKeyState,
): readonly LogKeyEvent[] | Refusal {
  const { old_key, new_key, signature } = handover;
  if (current !== null && current !== old_key) {
    return refuse('CONFLICT', 'The key of the log has been replaced meanwhile.');
  }
  const bytes = handoverBytes(old_key, new_key);
  const publicKey = keyObject(Buffer.from(old_key, 'base64'));
  if (!verify(null, bytes, publicKey, Buffer.from(signature, 'base64'))) {
    return refuse('CONFLICT', 'The key of the log has not signed for the new one.');
  }
  return [{ type: 'LogKeyReplaced', data: handover }];
}
