import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '../../identity/base64.js';
import type { SignedHead } from '../../stores/audit.js';

/** What is said of a key over the telephone: base64 of its SHA-256, as SSH writes it. */
export function fingerprintOf(publicKey: string): string {
  return `SHA256:${base64.encode(sha256(base64.decode(publicKey))).replace(/=+$/, '')}`;
}

/** Whether a head bears the signature of the key that it names. See `docs/log-format.md`. */
export function isSigned({
  position,
  hash,
  at,
  signature,
  public_key,
}: Omit<SignedHead, 'checkpoint'>): boolean {
  const text = `gatehouse-head-v1\n${position}\n${hash}\n${at}`;
  try {
    const bytes = new TextEncoder().encode(text);
    return ed25519.verify(base64.decode(signature), bytes, base64.decode(public_key));
  } catch {
    return false;
  }
}
