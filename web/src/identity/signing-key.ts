import { Unreachable } from '@gatehouse/sdk';
import bs58 from 'bs58';
import { base64 } from './base64.js';

/** Something that signs as one person. */
export interface SigningKey {
  /** Base58 of the 32 bytes. */
  readonly pubkey: string;
  /** Base64 of the signature over the text's UTF-8 bytes. */
  sign(text: string): Promise<string>;
}

/** A key as this browser keeps it. */
export interface StoredKey {
  readonly pubkey: string;
  /** Cannot be read out, where the browser has Ed25519 (WebCrypto in a secure context). */
  readonly locked: CryptoKey | null;
  /**
   * The key itself: for ever where the browser cannot lock it, else until it has been saved elsewhere,
   * because nobody could save it after that.
   */
  readonly seed: Uint8Array<ArrayBuffer> | null;
}

const ALGORITHM = 'Ed25519';
const SEED_BYTES = 32;
/** What stands before the seed in a PKCS #8 document of an Ed25519 key (RFC 8410). */
const PKCS8_HEAD = Uint8Array.of(
  ...[
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ],
);

/** A new key, made from the browser's own randomness. */
export function newSeed(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(SEED_BYTES));
}

/** What is stored of a key: with its seed, until that is forgotten. */
export async function storedKeyFrom(seed: Uint8Array<ArrayBuffer>): Promise<StoredKey> {
  if (seed.length !== SEED_BYTES) throw new RangeError('A seed has 32 bytes.');
  const native = await nativeKey(seed);
  if (native) return { ...native, seed };
  const ed25519 = await library();
  return { pubkey: bs58.encode(ed25519.getPublicKey(seed)), locked: null, seed };
}

/** For browsers that cannot do it themselves: fetched where it is needed. */
async function library() {
  try {
    return (await import('@noble/curves/ed25519.js')).ed25519;
  } catch (cause) {
    throw new Unreachable('What signs could not be fetched.', { cause });
  }
}

async function nativeKey(
  seed: Uint8Array<ArrayBuffer>,
): Promise<{ readonly pubkey: string; readonly locked: CryptoKey } | undefined> {
  const document = new Uint8Array([...PKCS8_HEAD, ...seed]);
  try {
    const { subtle } = crypto;
    const readable = await subtle.importKey('pkcs8', document, ALGORITHM, true, ['sign']);
    const { x } = await subtle.exportKey('jwk', readable);
    const locked = await subtle.importKey('pkcs8', document, ALGORITHM, false, ['sign']);
    return {
      pubkey: bs58.encode(base64.decode((x ?? '').replaceAll('-', '+').replaceAll('_', '/'))),
      locked,
    };
  } catch {
    // No WebCrypto outside of secure contexts; no Ed25519 in older browsers.
    return undefined;
  }
}

export function signingKey({ pubkey, locked, seed }: StoredKey): SigningKey {
  return {
    pubkey,
    sign: async (text) => {
      const message = new TextEncoder().encode(text);
      return base64.encode(await signature(message, locked, seed));
    },
  };
}

async function signature(
  message: Uint8Array<ArrayBuffer>,
  locked: CryptoKey | null,
  seed: Uint8Array<ArrayBuffer> | null,
): Promise<Uint8Array> {
  if (locked) return new Uint8Array(await crypto.subtle.sign(ALGORITHM, locked, message));
  if (!seed) throw new Error('The key is not there.');
  const ed25519 = await library();
  return ed25519.sign(message, seed);
}
