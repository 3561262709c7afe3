import { describe, expect, it } from '@jest/globals';
import bs58 from 'bs58';
import { isPublicKey } from './is-public-key.js';

describe('a public key', () => {
  it('is 32 bytes in base58', () => {
    expect(isPublicKey(bs58.encode(new Uint8Array(32).fill(7)))).toBe(true);
  });

  it.each(['', '0OIl', bs58.encode(new Uint8Array(31)), 'https://example.org', ' '])(
    'is not %j',
    (text) => {
      expect(isPublicKey(text)).toBe(false);
    },
  );
});
