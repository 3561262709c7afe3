import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesIn } from './bytes.js';
import { checkpointIn } from './checkpoint.js';
import { cosignedBy, isSignedBy, keyIn, LOG, noteIn, verifierKey, type NamedKey } from './note.js';
import { vectors } from './vectors.js';
import { signedCheckpointIn, vouchingOf } from './vouching.js';

const { origin, checkpoint, foreign, witnessed, witness, liar, publicKey, stranger, size } =
  vectors;

function keyOf(text: string, name = origin): NamedKey {
  return { name, type: LOG, publicKey: bytesIn(text) ?? new Uint8Array() };
}

describe('a checkpoint', () => {
  it('says which log it is of, how long that is, and its root', () => {
    const found = checkpointIn(checkpoint);
    expect(found).toMatchObject({ origin, size });
    expect(found?.root).toEqual(bytesIn(vectors.roots[size] ?? ''));
  });

  it('is signed by the key of the log, and by no other', () => {
    const isSigned = (text: string, key: NamedKey): boolean | undefined => {
      const note = noteIn(text);
      return note && isSignedBy(note, key);
    };
    expect(isSigned(checkpoint, keyOf(publicKey))).toBe(true);
    expect(isSigned(witnessed, keyOf(publicKey))).toBe(true);
    expect(isSigned(checkpoint, keyOf(stranger))).toBe(false);
    expect(isSigned(checkpoint, keyOf(publicKey, 'other.example'))).toBe(false);
    expect(isSigned(foreign, keyOf(publicKey))).toBe(false);
    expect(isSigned(checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`), keyOf(publicKey))).toBe(
      false,
    );
  });

  it('with a character changed is not signed, or no checkpoint', () => {
    fc.assert(
      fc.property(fc.nat(checkpoint.length - 1), (at) => {
        const other = checkpoint[at] === 'A' ? 'B' : 'A';
        const changed = checkpoint.slice(0, at) + other + checkpoint.slice(at + 1);
        expect(signedCheckpointIn(changed, publicKey)?.isSigned ?? false).toBe(false);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no signature', checkpoint.slice(0, checkpoint.indexOf('\n\n') + 2)],
    ['a size that is none', checkpoint.replace(`\n${size}\n`, `\n0${size}\n`)],
    ['a root that is none', checkpoint.replace(/\n[^\n]+\n\n/, '\nAAAA\n\n')],
    ['a control character', checkpoint.replace('\n', '\r\n')],
    ['something behind', `${checkpoint}more`],
  ])('is none with %s', (_, text) => {
    expect(checkpointIn(text)).toBeUndefined();
  });
});

describe('a witness', () => {
  const found = noteIn(witnessed);

  it('has signed at a time, by its own key', () => {
    const key = keyIn(witness);
    expect(key && found && cosignedBy(found, key)).toEqual({ at: '2026-11-22T12:00:00.000Z' });
    expect(key && verifierKey(key)).toBe(witness);
  });

  it('who did not sign with the key that it names is told from one who did not sign', () => {
    const key = keyIn(liar);
    const plain = noteIn(checkpoint);
    expect(key && found && cosignedBy(found, key)).toBe('wrong');
    expect(key && plain && cosignedBy(plain, key)).toBe('missing');
  });

  it('has signed neither another text nor at another time', () => {
    const key = keyIn(witness);
    if (!key || !found) throw new Error('No witness.');
    expect(cosignedBy({ ...found, text: `${found.text}more\n` }, key)).toBe('wrong');
    const signatures = found.signatures.map((each) => ({
      ...each,
      bytes: each.bytes.map((byte, index) => (index === 7 ? byte ^ 1 : byte)),
    }));
    expect(cosignedBy({ ...found, signatures }, key)).toBe('wrong');
  });

  it('is looked for below the newest checkpoint that it has signed', () => {
    const [newest, older] = [checkpointIn(checkpoint), checkpointIn(witnessed)];
    if (!newest || !older) throw new Error('No checkpoints.');
    expect(vouchingOf(witness, [newest, older])).toMatchObject({
      name: 'witness.example',
      size: 11,
      cosigned: { at: '2026-11-22T12:00:00.000Z' },
    });
    expect(vouchingOf(witness, [newest])).toMatchObject({ cosigned: 'missing' });
    expect(vouchingOf(liar, [newest, older])).toMatchObject({ cosigned: 'wrong', size: 11 });
    expect(vouchingOf('no key', [newest, older])).toMatchObject({ cosigned: 'missing' });
  });

  it('is not taken by a verifier key of which a character is wrong', () => {
    expect(keyIn(witness.replace('+', '+0'))).toBeUndefined();
    const [name = '', id = '', material = ''] = witness.split('+');
    expect(keyIn(`${name}+${id === '00000000' ? '11111111' : '00000000'}+${material}`)).toBe(
      undefined,
    );
    expect(keyIn(`other.example+${id}+${material}`)).toBeUndefined();
  });
});
