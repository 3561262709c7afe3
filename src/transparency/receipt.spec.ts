import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newKey } from '../../test/support/made-up-log.js';
import { times } from '../../test/support/concurrently.js';
import { checkpointText } from './checkpoint.js';
import { cosignatureLine } from './cosignature.js';
import { inclusionPath } from './merkle.js';
import { receiptText } from './receipt.js';
import { COSIGNATURE, signNote } from './signed-note.js';

const SIZE = 10_000_000;
const NAME = `gate.of.a.long.name.example/gatehouse/${'0'.repeat(32)}`;

/** A receipt without its record, as witnessed by so many. */
function receiptOf(witnesses: number): string {
  const { named, privateKey } = newKey(NAME);
  const text = checkpointText({ origin: NAME, size: SIZE, root: randomBytes(32) });
  const signed = signNote(text, named, privateKey);
  const lines = times(witnesses).map(() => {
    const witness = newKey(NAME);
    return cosignatureLine(text, 1, { ...witness.named, type: COSIGNATURE }, witness.privateKey);
  });
  // No way up is longer than that of the first.
  const index = 0;
  const proof = inclusionPath(index, SIZE).map(() => randomBytes(32));
  return receiptText({ index, proof, note: signed + lines.join('') });
}

describe('a receipt of a log with ten million events, besides the record', () => {
  it('has at most 2 KB, with what three witnesses have signed', () => {
    expect(Buffer.byteLength(receiptOf(3))).toBeLessThan(2048);
  });

  it('grows by a line for each witness', () => {
    const line = Buffer.byteLength(receiptOf(1)) - Buffer.byteLength(receiptOf(0));
    expect(Buffer.byteLength(receiptOf(15)) - Buffer.byteLength(receiptOf(0))).toBe(15 * line);
  });
});
