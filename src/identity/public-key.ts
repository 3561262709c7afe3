import { createPublicKey, verify } from 'node:crypto';
import bs58 from 'bs58';
import { isUserId } from '../platform/ids.js';

/** A user's Ed25519 key (RFC 8032). */
export interface PublicKey {
  /** Base58 of the 32 bytes. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The key behind its base58 text; `undefined` if that is none. */
export function publicKeyOf(text: string): PublicKey | undefined {
  // 32 bytes take 32 to 44 characters of base58.
  if (text.length < 32 || text.length > 44) return undefined;
  const bytes = bs58.decodeUnsafe(text);
  if (bytes?.length !== 32 || isSmallOrder(bytes)) return undefined;
  return { text, bytes };
}

/** Whether a text can name somebody, by public key (base58) or by user id. */
export function namesSomebody(text: string): boolean {
  return isUserId(text) || publicKeyOf(text) !== undefined;
}

/** The y coordinates of the points of small order (libsodium refuses the same), the sign bit cleared. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Everybody can sign for such a key. */
function isSmallOrder(bytes: Uint8Array): boolean {
  const y = Buffer.from(bytes);
  y[31] = (y[31] ?? 0) & 0x7f;
  return SMALL_ORDER.has(y.toString('hex'));
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
