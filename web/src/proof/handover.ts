import { bytesIn, utf8 } from './bytes.js';
import { isSigned } from './note.js';

/** What a `LogKeyReplaced` says: the old key has signed for the new one. All in Base64. */
export interface Handover {
  readonly old_key: string;
  readonly new_key: string;
  readonly signature: string;
}

/** @returns `undefined` for data that say something else */
export function handoverIn(data: unknown): Handover | undefined {
  const { old_key, new_key, signature } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return typeof old_key === 'string' && typeof new_key === 'string' && typeof signature === 'string'
    ? { old_key, new_key, signature }
    : undefined;
}

/** Whether the old key has signed for the new one. */
function isSignedOver({ old_key, new_key, signature }: Handover): boolean {
  const [key, bytes] = [bytesIn(old_key), bytesIn(signature)];
  const message = utf8(`gatehouse-log-key-v1\n${old_key}\n${new_key}\n`);
  return key !== undefined && bytes !== undefined && isSigned(message, bytes, key);
}

/** A key, and those that followed from it, each signed for by the one before. */
export function successorsOf(key: string, handovers: readonly Handover[]): readonly string[] {
  const keys = [key];
  for (const handover of handovers) {
    if (handover.old_key === keys.at(-1) && isSignedOver(handover)) keys.push(handover.new_key);
  }
  return keys;
}

/** A key, and those that it followed from, each of which has signed for the next. */
export function predecessorsOf(key: string, handovers: readonly Handover[]): readonly string[] {
  const keys = [key];
  for (const handover of handovers.toReversed()) {
    if (handover.new_key === keys.at(-1) && isSignedOver(handover)) keys.push(handover.old_key);
  }
  return keys;
}
