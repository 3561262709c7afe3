import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offerIn, offerText } from './checkpoint-offer.js';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('an offer', () => {
  it('is read as it was written', () => {
    const offers = fc.record({
      from: fc.maxSafeNat(),
      proof: fc.array(hash, { maxLength: 63 }),
      note: fc.string(),
    });
    fc.assert(fc.property(offers, (offer) => expect(offerIn(offerText(offer))).toEqual(offer)));
  });

  it('has no more than 63 hashes', () => {
    const proof = Array<Buffer>(64).fill(Buffer.alloc(32));
    expect(offerIn(offerText({ from: 0, proof, note: '' }))).toBeUndefined();
  });

  it.each([
    '',
    '\n\n',
    'old 1\n',
    'old 01\n\nnote',
    'old +1\n\nnote',
    'old 9007199254740992\n\nnote',
    'old  1\n\nnote',
    'new 1\n\nnote',
    `old 1\n${'A'.repeat(42)}=\n\nnote`,
    // Bits that no hash has.
    `old 1\n${'A'.repeat(42)}B=\n\nnote`,
  ])('is not %j', (text) => {
    expect(offerIn(text)).toBeUndefined();
  });
});
