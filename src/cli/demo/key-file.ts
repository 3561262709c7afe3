import { createCipheriv, scryptSync } from 'node:crypto';

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
  const file = {
    format: 'gatehouse-key',
    version: 1,
    community,
    pubkey,
    kdf: { name: 'scrypt', ...COST, salt: salt.toString('base64') },
    cipher: { name: 'xchacha20-poly1305', nonce: nonce.toString('base64') },
    sealed: sealed(secret, nonce, bound, seed).toString('base64'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** XChaCha20-Poly1305: Node has it with short nonces only, of a key that is made from the long one. */
function sealed(secret: Buffer, nonce: Buffer, bound: Buffer, seed: Buffer): Buffer {
  const short = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  const cipher = createCipheriv('chacha20-poly1305', subkey(secret, nonce.subarray(0, 16)), short, {
    authTagLength: 16,
  });
  cipher.setAAD(bound, { plaintextLength: seed.length });
  return Buffer.concat([cipher.update(seed), cipher.final(), cipher.getAuthTag()]);
}

/**
 * HChaCha20 (draft-irtf-cfrg-xchacha): the first and the last row of what ChaCha20 has made of its state, before it adds
 * what the state was; of its key stream that is taken away again.
 */
function subkey(secret: Buffer, nonce: Buffer): Buffer {
  const stream = createCipheriv('chacha20', secret, nonce).update(Buffer.alloc(64));
  const constants = Buffer.from('expand 32-byte k');
  return Buffer.concat([
    without(stream.subarray(0, 16), constants),
    without(stream.subarray(48, 64), nonce),
  ]);
}

/** Four numbers of 32 bits less four others, without a carry. */
function without(numbers: Buffer, others: Buffer): Buffer {
  const left = Buffer.alloc(16);
  for (let at = 0; at < 16; at += 4) {
    left.writeUInt32LE((numbers.readUInt32LE(at) - others.readUInt32LE(at)) >>> 0, at);
  }
  return left;
}
