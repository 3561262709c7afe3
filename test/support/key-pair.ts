import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** PKCS #8. */
  readonly pem: string;
  /** The 32 bytes. */
  readonly publicKey: Buffer;
}

/** Of the DER of an Ed25519 public key, which ends with the key itself. */
const RAW_BYTES = 32;

/**
 * A new key of Ed25519. It is generated in its encodings: `export({ format: 'jwk' })` of a generated KeyObject holds the
 * lock of the key while it allocates, and on Node 20 the generation's own destructor waits for that lock when garbage
 * is collected just then, for ever.
 */
export function newKeyPair(): KeyPair {
  const { publicKey, privateKey: pem } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey: createPrivateKey(pem), pem, publicKey: publicKey.subarray(-RAW_BYTES) };
}
