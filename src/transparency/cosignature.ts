import { sign, verify, type KeyObject } from 'node:crypto';
import {
  isBy,
  keyObject,
  signatureLine,
  type NamedKey,
  type NoteSignature,
} from './signed-note.js';

/** Of a time, before the signature. */
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** What a witness signs of a checkpoint; see c2sp.org/tlog-cosignature, Ed25519. */
function cosignedBytes(text: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/**
 * The line that says: of this log I have seen nothing longer, nor anything that contradicts it.
 * @param text of the checkpoint, up to and with the LF before the empty line
 * @param seconds since 1970
 */
export function cosignatureLine(
  text: string,
  seconds: number,
  key: NamedKey,
  privateKey: KeyObject,
): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, cosignedBytes(text, BigInt(seconds)), privateKey);
  return signatureLine(key, Buffer.concat([time, signature]));
}

/** Whether a signature is the cosignature of a witness under this text. */
export function isCosignature(text: string, signature: NoteSignature, key: NamedKey): boolean {
  const { bytes } = signature;
  if (!isBy(signature, key) || bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return false;
  const seconds = bytes.readBigInt64BE();
  if (seconds < 0n) return false;
  const message = cosignedBytes(text, seconds);
  return verify(null, message, keyObject(key.publicKey), bytes.subarray(TIME_BYTES));
}
