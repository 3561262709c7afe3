import { bytesIn, wholeNumberIn, type Bytes } from './bytes.js';
import type { Checkpoint } from './checkpoint.js';
import { HASH_BYTES, isBeginning } from './merkle.js';
import { signedCheckpointIn } from './vouching.js';

const FORM = /^old ([^\n]*)\n((?:[^\n]+\n)*)\n([^]*)$/;

/**
 * Whether a proof of consistency shows that the log of today begins with what an older checkpoint is of.
 * @param text as `GET /audit/consistency` answers
 * @param publicKey which must have signed the newer checkpoint; Base64
 */
export function goesOnFrom(older: Checkpoint, text: string, publicKey: string): boolean {
  const [, digits = '', lines = '', note = ''] = FORM.exec(text) ?? [];
  const newer = signedCheckpointIn(note, publicKey);
  const hashes = lines.split('\n').slice(0, -1).map(bytesIn);
  const proof = hashes.filter((hash) => hash?.length === HASH_BYTES) as Bytes[];
  return (
    newer?.isSigned === true &&
    newer.origin === older.origin &&
    wholeNumberIn(digits) === older.size &&
    proof.length === hashes.length &&
    isBeginning(older, newer, proof)
  );
}
