import { scryptSync } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** Whose key is sealed, and for which community. */
interface SealedKey {
  readonly community: string;
  readonly pubkey: string;
  /** 32 bytes. */
  readonly seed: Buffer;
}

/** So that nobody gets the same file twice: 16 and 24 bytes. */
interface Freshness {
  readonly salt: Buffer;
  readonly nonce: Buffer;
}

/** Little: the passphrase of the demo is no secret. */
const COST = { n: 2 ** 14, r: 8, p: 1 };

/** A key file as the web client saves and opens them: `docs/key-file.md` describes it. */
export function keyFile(key: SealedKey, passphrase: string, { salt, nonce }: Freshness): string {
  const { community, pubkey, seed } = key;
  const secret = scryptSync(passphrase.normalize('NFKC'), salt, 32, {
    N: COST.n,
    r: COST.r,
    p: COST.p,
  });
  const bound = Buffer.from(JSON.stringify([community, pubkey]));
  const sealed = xchacha20poly1305(secret, nonce, bound).encrypt(seed);
  const file = {
    format: 'gatehouse-key',
    version: 1,
    community,
    pubkey,
    kdf: { name: 'scrypt', ...COST, salt: salt.toString('base64') },
    cipher: { name: 'xchacha20-poly1305', nonce: nonce.toString('base64') },
    sealed: Buffer.from(sealed).toString('base64'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
