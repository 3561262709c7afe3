import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSealed, seal, unseal, type Sealed } from './personal-data.js';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);
const ID = '019a0000-0000-7000-8000-000000000001';
const FIELD = 'data.display_name';

/** Sealed bytes with one bit of them changed. */
function flipped({ $personal }: Sealed, bit: number): Sealed {
  const bytes = Buffer.from($personal, 'base64');
  const at = (bit >> 3) % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
  return { $personal: bytes.toString('base64') };
}

describe('a personal value', () => {
  it('comes out as it was sealed, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uuid(), fc.string(), (value, id, field) => {
        const opened = unseal(KEY, id, field, seal(KEY, id, field, value));
        expect(JSON.stringify(opened)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('cannot be read in what is stored', () => {
    const { $personal } = seal(KEY, ID, FIELD, 'Roberta Tables');
    expect(Buffer.from($personal, 'base64').toString('latin1')).not.toContain('Roberta');
  });

  it('is sealed to the same bytes when the same event is sealed again', () => {
    expect(seal(KEY, ID, FIELD, 'Bob')).toEqual(seal(KEY, ID, FIELD, 'Bob'));
  });

  it('is sealed to other bytes in another event, in another field and under another key', () => {
    const seals = [
      seal(KEY, ID, FIELD, 'Bob'),
      seal(KEY, ID, 'reason', 'Bob'),
      seal(KEY, ID.replace(/1$/, '2'), FIELD, 'Bob'),
      seal(OTHER_KEY, ID, FIELD, 'Bob'),
    ];
    const nonces = seals.map(({ $personal }) => $personal.slice(0, 16));
    expect(new Set(nonces).size).toBe(4);
  });

  it('is base64 of 12 bytes of nonce, the ciphertext and 16 bytes of tag', () => {
    const bytes = Buffer.from(seal(KEY, ID, FIELD, 'Bob').$personal, 'base64');
    expect(bytes).toHaveLength(12 + '"Bob"'.length + 16);
  });

  it('cannot be changed by a single bit, of nonce, text or tag', () => {
    const sealed = seal(KEY, ID, FIELD, 'Bob');
    fc.assert(
      fc.property(fc.nat(8 * (12 + 5 + 16) - 1), (bit) => {
        expect(() => unseal(KEY, ID, FIELD, flipped(sealed, bit))).toThrow();
      }),
    );
  });

  it('cannot be cut short', () => {
    const bytes = Buffer.from(seal(KEY, ID, FIELD, 'Bob').$personal, 'base64');
    for (let length = 0; length < bytes.length; length++) {
      const $personal = bytes.subarray(0, length).toString('base64');
      expect(() => unseal(KEY, ID, FIELD, { $personal })).toThrow();
    }
  });

  it('cannot be moved to another event or field', () => {
    const sealed = seal(KEY, ID, FIELD, 'Bob');
    expect(() => unseal(KEY, ID.replace(/1$/, '2'), FIELD, sealed)).toThrow();
    expect(() => unseal(KEY, ID, 'data.pubkey', sealed)).toThrow();
  });

  it('cannot be opened with the key of another person', () => {
    expect(() => unseal(OTHER_KEY, ID, FIELD, seal(KEY, ID, FIELD, 'Bob'))).toThrow();
  });
});

describe('a stored value', () => {
  it('is known to be sealed by its form', () => {
    expect(isSealed(seal(KEY, ID, FIELD, null))).toBe(true);
    for (const value of [null, undefined, 'text', 7, [], {}, { $personal: 7 }]) {
      expect(isSealed(value)).toBe(false);
    }
  });
});
