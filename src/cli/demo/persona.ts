import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import bs58 from 'bs58';
import type { UserIds, UserKey } from '../../identity/user-ids.js';
import type { Chance } from './chance.js';

/** Somebody who was never there, with a key to sign in by. */
export interface Persona {
  readonly name: string;
  readonly key: UserKey;
  /** Of the key, 32 bytes: for the demo's owner, whom anybody may be. */
  readonly seed: Buffer;
  sign(challenge: string): string;
}

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function persona(name: string, chance: Chance, userIds: UserIds): Persona {
  const seed = chance.bytes();
  const der = Buffer.concat([PKCS8, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const key = userIds.keyIn(bs58.encode(Buffer.from(x ?? '', 'base64url')));
  if (!key) throw new Error('An Ed25519 key is none.');
  return {
    name,
    key,
    seed,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}
