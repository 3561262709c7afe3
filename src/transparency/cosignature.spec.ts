import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newKey } from '../../test/support/made-up-log.js';
import { cosignatureLine, isCosignature } from './cosignature.js';
import { COSIGNATURE, keyId, NOTE_SIGNATURE, signatureIn } from './signed-note.js';

const TEXT =
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const made = newKey('witness.example/w1');
const key = { ...made.named, type: COSIGNATURE } as const;
const signatureAt = (seconds: number) => {
  const found = signatureIn(cosignatureLine(TEXT, seconds, key, made.privateKey).trimEnd());
  if (!found) throw new Error('no signature');
  return found;
};

describe('a cosignature', () => {
  it('holds its time, before 64 bytes, behind the id of a cosigner', () => {
    const { id, bytes } = signatureAt(1_679_315_147);
    expect(bytes.readBigUInt64BE()).toBe(1_679_315_147n);
    expect(bytes).toHaveLength(72);
    expect(id).toEqual(keyId(key));
    expect(id).not.toEqual(keyId({ ...key, type: NOTE_SIGNATURE }));
  });

  it('is of one text, one time and one key', () => {
    const signature = signatureAt(1);
    expect(isCosignature(TEXT, signature, key)).toBe(true);
    expect(isCosignature(TEXT.replace('63', '64'), signature, key)).toBe(false);
    const other = { ...newKey('witness.example/w1').named, type: COSIGNATURE } as const;
    expect(isCosignature(TEXT, signature, other)).toBe(false);
    expect(isCosignature(TEXT, { ...signature, id: keyId(other) }, other)).toBe(false);
    expect(isCosignature(TEXT, signature, { ...key, name: 'witness.example/w2' })).toBe(false);
  });

  it('with one bit changed is none', () => {
    const signature = signatureAt(1_679_315_147);
    fc.assert(
      fc.property(fc.nat(signature.bytes.length * 8 - 1), (bit) => {
        const bytes = Buffer.from(signature.bytes);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isCosignature(TEXT, { ...signature, bytes }, key)).toBe(false);
      }),
    );
    const cut = signature.bytes.subarray(0, -1);
    expect(isCosignature(TEXT, { ...signature, bytes: cut }, key)).toBe(false);
  });
});
