import { expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fingerprintOf } from './fingerprint.js';

it('is the hash of a key, as SSH writes it', () => {
  const key = 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=';
  const hash = createHash('sha256').update(Buffer.from(key, 'base64'));
  expect(`${fingerprintOf(key)}=`).toBe(`SHA256:${hash.digest('base64')}`);
});
