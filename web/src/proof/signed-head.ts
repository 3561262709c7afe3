import { bytesIn, utf8 } from './bytes.js';
import { isSigned } from './note.js';

/** Where a log ends, and what its key has signed of that. */
export interface HeadSignature {
  readonly position: number;
  /** Hexadecimal. */
  readonly hash: string;
  readonly at: string;
  /** Base64, as is the next. */
  readonly signature: string;
  readonly public_key: string;
}

/** Whether a head bears the signature of the key that it names. See `docs/log-format.md`. */
export function isHeadSigned({
  position,
  hash,
  at,
  signature,
  public_key,
}: HeadSignature): boolean {
  const [bytes, key] = [bytesIn(signature), bytesIn(public_key)];
  const message = utf8(`gatehouse-head-v1\n${position}\n${hash}\n${at}`);
  return bytes !== undefined && key !== undefined && isSigned(message, bytes, key);
}
