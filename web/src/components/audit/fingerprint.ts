import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '../../identity/base64.js';

/** What is said of a key over the telephone: base64 of its SHA-256, as SSH writes it. */
export function fingerprintOf(publicKey: string): string {
  return `SHA256:${base64.encode(sha256(base64.decode(publicKey))).replace(/=+$/, '')}`;
}
