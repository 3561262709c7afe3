import { describe, expect, it } from '@jest/globals';
import { checkpointIn, checkpointText } from './checkpoint.js';
import {
  isSignedBy,
  keyInVerifierKey,
  keyObject,
  noteIn,
  NOTE_SIGNATURE,
  signatureLine,
  signNote,
  verifierKey,
} from './signed-note.js';
import { newKeyPair } from '../../test/support/key-pair.js';

/** The note and the key by which Go's package `note` is documented. */
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n";
const SIGNED =
  `${TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuG` +
  'UgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

function newKey(name: string) {
  const { privateKey, publicKey } = newKeyPair();
  return { key: { name, type: NOTE_SIGNATURE, publicKey } as const, privateKey };
}

describe('a signed note', () => {
  it('is read and verified as Go does it', () => {
    const key = keyInVerifierKey(NEUMANN);
    const note = noteIn(SIGNED);
    if (!key || !note) throw new Error('It was not read.');
    expect(verifierKey(key)).toBe(NEUMANN);
    expect(note.text).toBe(TEXT);
    expect(isSignedBy(note, key)).toBe(true);
    const changed = noteIn(SIGNED.replace('your problem', 'my problem'));
    expect(changed && isSignedBy(changed, key)).toBe(false);
  });

  it('can bear signatures of others, which are passed over', () => {
    const [ours, theirs] = [newKey('ours.example/log'), newKey('theirs.example')];
    const signed = signNote('Some text\n\nin two parts.\n', ours.key, ours.privateKey);
    const note = noteIn(signed + signatureLine(theirs.key, Buffer.alloc(72)));
    if (!note) throw new Error('It was not read.');
    expect(isSignedBy(note, ours.key)).toBe(true);
    expect(isSignedBy(note, theirs.key)).toBe(false);
    // The same name with another key is somebody else.
    expect(isSignedBy(note, { ...theirs.key, name: ours.key.name })).toBe(false);
    expect(keyObject(ours.key.publicKey).asymmetricKeyType).toBe('ed25519');
  });

  it.each([
    ['without a signature', TEXT],
    ['without a last line feed', SIGNED.slice(0, -1)],
    ['with a control character', SIGNED.replace('you think', 'you\tthink')],
    ['with a line that is no signature', `${SIGNED}x\n`],
    ['with a signature of nothing', `${TEXT}\n\u2014 PeterNeumann x08gow==\n`],
    ['with base64 that no encoder writes', SIGNED.replace('AM=', 'AN=')],
    ['with more signatures than anybody needs', SIGNED + SIGNED.slice(TEXT.length + 1).repeat(16)],
    ['without a text', `\n${SIGNED.slice(TEXT.length)}`],
  ])('is none %s', (_, text) => {
    expect(noteIn(text)).toBeUndefined();
  });

  it.each([
    ['of another id', NEUMANN.replace('c74f20a3', 'c74f20a4')],
    ['without a name', NEUMANN.slice('PeterNeumann'.length)],
    ['of an unknown type', NEUMANN.replace('+ARpc', '+BRpc')],
    ['cut short', NEUMANN.slice(0, -4)],
    ['of a name with a space', NEUMANN.replace('PeterNeumann', 'Peter Neumann')],
  ])('no key is read from a text %s', (_, text) => {
    expect(keyInVerifierKey(text)).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  const root = Buffer.alloc(32, 7);
  const text = checkpointText({ origin: 'example.com/log', size: 20_852_163, root });

  it('is three lines', () => {
    expect(text).toBe(`example.com/log\n20852163\n${root.toString('base64')}\n`);
    expect(checkpointIn(text)).toEqual({ origin: 'example.com/log', size: 20_852_163, root });
    expect(checkpointIn(`${text}an extension\n`)).toMatchObject({ size: 20_852_163 });
  });

  it.each([
    ['', 'nothing'],
    [text.slice(0, -1), 'no last line feed'],
    [text.replace('20852163', '020852163'), 'a leading zero'],
    [text.replace('20852163', '-1'), 'a negative size'],
    [text.replace('20852163', '9999999999999999'), 'a size that no number holds'],
    [text.replace('BwcH', 'BwcH\n'), 'a root of another length'],
    [text.replace('example.com/log', ''), 'no origin'],
    [`${text}\n`, 'an empty line'],
  ])('is none in %j: %s', (wrong) => {
    expect(checkpointIn(wrong)).toBeUndefined();
  });
});
