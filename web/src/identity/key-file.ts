import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { base64 } from './base64.js';

/** A key in a file, sealed with a passphrase. `docs/key-file.md` describes it. */
export interface KeyFile {
  readonly format: 'gatehouse-key';
  readonly version: 1;
  readonly community: string;
  readonly pubkey: string;
  /** `salt` is Base64. */
  readonly kdf: Cost & { readonly name: 'scrypt'; readonly salt: string };
  readonly cipher: { readonly name: 'xchacha20-poly1305'; readonly nonce: string };
  /** Base64 of the 32 bytes of the seed, sealed. */
  readonly sealed: string;
}

/** Why a file does not open. */
export class KeyFileRefused extends Error {
  override readonly name = 'KeyFileRefused';

  constructor(readonly reason: 'not_a_key_file' | 'newer_version' | 'wrong_passphrase') {
    super(reason);
  }
}

interface Cost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** What OWASP advises for scrypt: about 128 MiB and a second. */
const COST: Cost = { n: 2 ** 17, r: 8, p: 1 };
/** A file must not be able to keep a browser busy for ever, or take all of its memory. */
const MAX_COST: Cost = { n: 2 ** 20, r: 16, p: 4 };
/** scrypt takes 128 bytes for each step of `n` and `r` (RFC 7914): half a GiB. */
const MAX_MEMORY_BYTES = 2 ** 29;

export const SHORTEST_PASSPHRASE = 10;

/** Seals a key. It takes about a second; `onProgress` hears how far it is, from 0 to 1. */
export async function sealKey(
  key: { readonly community: string; readonly pubkey: string; readonly seed: Uint8Array },
  passphrase: string,
  onProgress?: (done: number) => void,
  cost: Cost = COST,
): Promise<KeyFile> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(24));
  const file = {
    format: 'gatehouse-key',
    version: 1,
    community: key.community,
    pubkey: key.pubkey,
    kdf: { name: 'scrypt', ...cost, salt: base64.encode(salt) },
    cipher: { name: 'xchacha20-poly1305', nonce: base64.encode(nonce) },
  } as const;
  const secret = await stretched(passphrase, salt, cost, onProgress);
  const sealed = xchacha20poly1305(secret, nonce, bound(file)).encrypt(key.seed);
  return { ...file, sealed: base64.encode(sealed) };
}

/**
 * The seed in a file.
 * @throws KeyFileRefused
 */
export async function openKey(
  file: KeyFile,
  passphrase: string,
  onProgress?: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const { kdf, cipher, sealed } = file;
  const secret = await stretched(passphrase, base64.decode(kdf.salt), kdf, onProgress);
  try {
    const opening = xchacha20poly1305(secret, base64.decode(cipher.nonce), bound(file));
    return new Uint8Array(opening.decrypt(base64.decode(sealed)));
  } catch {
    throw new KeyFileRefused('wrong_passphrase');
  }
}

/**
 * Reads a file's text; what is in it is still sealed.
 * @throws KeyFileRefused
 */
export function readKeyFile(text: string): KeyFile {
  const value = parse(text);
  if (!isObject(value) || value.format !== 'gatehouse-key')
    throw new KeyFileRefused('not_a_key_file');
  if (value.version !== 1) throw new KeyFileRefused('newer_version');
  if (!isKeyFile(value)) throw new KeyFileRefused('not_a_key_file');
  return value;
}

/** Ties the seal to whose key it is, so that no other name can be put on it. */
function bound({ community, pubkey }: Pick<KeyFile, 'community' | 'pubkey'>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([community, pubkey]));
}

function stretched(
  passphrase: string,
  salt: Uint8Array,
  { n, r, p }: Cost,
  onProgress?: (done: number) => void,
): Promise<Uint8Array> {
  // The same passphrase can be typed in several ways on different systems.
  const typed = passphrase.normalize('NFKC');
  return scryptAsync(typed, salt, {
    N: n,
    r,
    p,
    dkLen: 32,
    maxmem: 2 ** 32,
    ...(onProgress && { onProgress }),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isKeyFile(value: object): value is KeyFile {
  const { community, pubkey, kdf, cipher, sealed } = value as Readonly<Record<string, unknown>>;
  return (
    typeof community === 'string' &&
    typeof pubkey === 'string' &&
    isObject(kdf) &&
    kdf.name === 'scrypt' &&
    isCost(kdf.n, MAX_COST.n) &&
    isCost(kdf.r, MAX_COST.r) &&
    isCost(kdf.p, MAX_COST.p) &&
    128 * kdf.n * kdf.r <= MAX_MEMORY_BYTES &&
    isBytes(kdf.salt, 16) &&
    isObject(cipher) &&
    cipher.name === 'xchacha20-poly1305' &&
    isBytes(cipher.nonce, 24) &&
    isBytes(sealed, 48)
  );
}

function isCost(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}

function isBytes(value: unknown, length: number): value is string {
  return typeof value === 'string' && base64.lengthOf(value) === length;
}
