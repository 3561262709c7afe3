import { sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import bs58 from 'bs58';
import fc from 'fast-check';
import { isSignedBy, publicKeyOf, type PublicKey } from './public-key.js';
import { newKeyPair } from '../../test/support/key-pair.js';

const CHALLENGE = Buffer.alloc(32, 7).toString('base64');

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly raw: Buffer;
  readonly key: PublicKey;
}

function keyPair(): KeyPair {
  const { privateKey, publicKey: raw } = newKeyPair();
  return { privateKey, raw, key: keyOf(raw) };
}

function keyOf(raw: Uint8Array): PublicKey {
  const key = publicKeyOf(bs58.encode(raw));
  if (!key) throw new Error('These bytes should be a key.');
  return key;
}

const signed = (privateKey: KeyObject, message: string): Buffer =>
  sign(null, Buffer.from(message, 'utf8'), privateKey);

const alice = keyPair();
const bob = keyPair();
const signature = signed(alice.privateKey, CHALLENGE);

describe('a public key', () => {
  it('is the 32 bytes behind its base58 text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (raw) => {
        const text = bs58.encode(raw);
        expect(publicKeyOf(text)).toMatchObject({ text, bytes: raw });
      }),
    );
  });

  it('may begin with zero bytes', () => {
    const bytes = [...Array<number>(31).fill(0), 2];
    expect(publicKeyOf(`${'1'.repeat(31)}3`)?.bytes).toEqual(Uint8Array.from(bytes));
  });

  it('is none of small order, for which everybody can sign', () => {
    const one = Buffer.alloc(32);
    one[0] = 1;
    const negative = Buffer.from(one);
    negative[31] = 0x80;
    for (const bytes of [Buffer.alloc(32), one, negative]) {
      expect(publicKeyOf(bs58.encode(bytes))).toBeUndefined();
    }
  });

  it.each([0, 1, 16, 31, 33, 64])('is not %d bytes', (length) => {
    expect(publicKeyOf(bs58.encode(Buffer.alloc(length, 7)))).toBeUndefined();
    expect(publicKeyOf('1'.repeat(length))).toBeUndefined();
  });

  it.each(['0', 'O', 'I', 'l', ' ', '+', '/', '-', '_', 'é', '\n'])(
    'does not hold the character %j, which base58 has not',
    (character) => {
      const { text } = alice.key;
      expect(publicKeyOf(character + text.slice(1))).toBeUndefined();
      expect(publicKeyOf(text.slice(0, -1) + character)).toBeUndefined();
    },
  );

  it('is not surrounded by white space', () => {
    expect(publicKeyOf(` ${alice.key.text}`)).toBeUndefined();
    expect(publicKeyOf(`${alice.key.text}\n`)).toBeUndefined();
  });

  it('is not hexadecimal or base64', () => {
    expect(publicKeyOf(alice.raw.toString('hex'))).toBeUndefined();
    expect(publicKeyOf(alice.raw.toString('base64'))).toBeUndefined();
  });

  it('is not megabytes of text', () => {
    expect(publicKeyOf('2'.repeat(1_000_000))).toBeUndefined();
  });
});

describe('a signature', () => {
  const isAlices = (message: string, bytes: Buffer) =>
    isSignedBy(alice.key, message, bytes.toString('base64'));

  it('is over the UTF-8 bytes of the challenge as text, not over the bytes that it encodes', () => {
    expect(isAlices(CHALLENGE, signature)).toBe(true);
    const overBytes = sign(null, Buffer.from(CHALLENGE, 'base64'), alice.privateKey);
    expect(isAlices(CHALLENGE, overBytes)).toBe(false);
  });

  it('holds for any text, by the key that made it and no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (message) => {
        const bytes = signed(alice.privateKey, message);
        expect(isAlices(message, bytes)).toBe(true);
        expect(isSignedBy(bob.key, message, bytes.toString('base64'))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('does not hold for another message', () => {
    expect(isAlices(`${CHALLENGE} `, signature)).toBe(false);
    expect(isAlices('', signature)).toBe(false);
  });

  it('does not survive the change of any one bit', () => {
    fc.assert(
      fc.property(fc.nat(64 * 8 - 1), (bit) => {
        const tampered = Buffer.from(signature);
        tampered.writeUInt8(tampered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(isAlices(CHALLENGE, tampered)).toBe(false);
      }),
    );
  });

  it.each([0, 1, 63, 65, 128])('is not %d bytes', (length) => {
    const bytes = Buffer.concat([signature, signature]).subarray(0, length);
    expect(isAlices(CHALLENGE, bytes)).toBe(false);
  });

  it('is not any other text', () => {
    for (const text of ['', '=', 'nonsense', 'ü'.repeat(86), signature.toString('hex')]) {
      expect(isSignedBy(alice.key, CHALLENGE, text)).toBe(false);
    }
  });

  it('holds for no key that is no point of the curve, and does not throw', () => {
    const noPoint = keyOf(Buffer.alloc(32, 0xff));
    expect(isSignedBy(noPoint, CHALLENGE, signature.toString('base64'))).toBe(false);
  });
});
