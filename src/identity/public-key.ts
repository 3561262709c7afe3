import { createPublicKey, verify } from 'node:crypto';
import bs58 from 'bs58';
import { userIdOf, type UserId } from '../common/ids.js';

/** A user's Ed25519 key (RFC 8032). */
export interface PublicKey {
  /** Base58 of the 32 bytes. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly userId: UserId;
}

/** The key behind its base58 text; `undefined` if that is none. */
export function publicKeyOf(text: string): PublicKey | undefined {
  // 32 bytes take 32 to 44 characters of base58.
  if (text.length < 32 || text.length > 44) return undefined;
  const bytes = bs58.decodeUnsafe(text);
  if (bytes?.length !== 32) return undefined;
  return { text, bytes, userId: userIdOf(bytes) };
}

/**
 * Whether `signature` (base64 of 64 bytes) is the key's over the UTF-8 bytes of `message`.
 */
export function isSignedBy(key: PublicKey, message: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== 64) return false;
  const x = Buffer.from(key.bytes).toString('base64url');
  try {
    const jwk = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
    return verify(null, Buffer.from(message, 'utf8'), jwk, bytes);
  } catch {
    // Bytes that are no point of the curve.
    return false;
  }
}
