import { describe, expect, it } from '@jest/globals';
import { checkpointIn, type Checkpoint } from './checkpoint.js';
import { goesOnFrom } from './consistency.js';
import { vectors } from './vectors.js';

const { consistency, publicKey, stranger, checkpoint, foreign } = vectors;

function older(text: string): Checkpoint {
  const found = checkpointIn(text);
  if (!found) throw new Error('No checkpoint.');
  return found;
}

describe('a log', () => {
  it('goes on from each older checkpoint', () => {
    for (const { from, text } of consistency) {
      expect(goesOnFrom(older(from), text, publicKey)).toBe(true);
    }
  });

  it('does not by a proof from elsewhere, of another size, or signed by somebody else', () => {
    const [one, two] = consistency.slice(1);
    if (!one || !two) throw new Error('No proofs.');
    expect(goesOnFrom(older(one.from), two.text, publicKey)).toBe(false);
    expect(goesOnFrom(older(one.from), one.text, stranger)).toBe(false);
    expect(goesOnFrom(older(one.from), one.text.replace(checkpoint, foreign), publicKey)).toBe(
      false,
    );
    expect(goesOnFrom({ ...older(one.from), origin: 'other' }, one.text, publicKey)).toBe(false);
    expect(goesOnFrom(older(one.from), one.text.replace(/\n.+\n/, '\n'), publicKey)).toBe(false);
    expect(goesOnFrom(older(one.from), one.text.replace(/\n.+\n/, '\nAAAA\n'), publicKey)).toBe(
      false,
    );
    expect(goesOnFrom(older(one.from), '', publicKey)).toBe(false);
  });
});
