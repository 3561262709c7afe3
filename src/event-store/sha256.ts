import { hash } from 'node:crypto';

/** SHA-256 of bytes: 32 bytes. */
export function sha256(bytes: Buffer): Buffer {
  // A Buffer of `hash` has memory of its own, which costs more to give and to take back than the hash itself; one that
  // is made of a string shares a pool with others.
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}
