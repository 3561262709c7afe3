import { describe, expect, it } from '@jest/globals';
import type { Handover } from '../../proof/handover.js';
import { vectors } from '../../proof/vectors.js';
import { isGood, stateOf, type Pin, type PinState } from './pin-state.js';

const { publicKey, stranger, handovers, forged } = vectors;
const [{ old_key: oldest, new_key: older }] = handovers;
const kept: Pin = { public_key: older, position: 7, hash: 'aa', at: '2026-11-22T12:00:00.000Z' };

function state(
  before: Pin | undefined,
  now: {
    readonly key?: string;
    readonly position?: number;
    readonly hash?: string;
    readonly said?: readonly Handover[];
  } = {},
): PinState {
  const { key = older, position = 9, hash = 'aa', said = handovers } = now;
  return stateOf(before, { public_key: key, position }, hash, said);
}

describe('what a browser remembers of the log', () => {
  it('fits the log as it goes on', () => {
    expect(state(undefined)).toBe('first');
    expect(state(kept)).toBe('same');
    expect(state(kept, { position: 7 })).toBe('same');
    expect(state({ ...kept, position: 0 }, { hash: 'bb' })).toBe('same');
  });

  it('fits a log whose key was replaced, once or more, by the one that is remembered', () => {
    expect(state(kept, { key: publicKey })).toBe('newKey');
    expect(state({ ...kept, public_key: oldest }, { key: publicKey })).toBe('newKey');
    expect(['newKey', 'same', 'first'].every((each) => isGood(each as PinState))).toBe(true);
  });

  it('does not fit a key that it did not sign for', () => {
    expect(state(kept, { key: stranger })).toBe('otherKey');
    expect(state(kept, { key: stranger, said: [forged] })).toBe('otherKey');
    expect(state(kept, { key: publicKey, said: [] })).toBe('otherKey');
    // The way back is none.
    expect(state(kept, { key: oldest })).toBe('otherKey');
    expect(isGood('otherKey')).toBe(false);
  });

  it('does not fit a log that was rewritten or cut short, whatever its key is', () => {
    for (const key of [older, publicKey]) {
      expect(state(kept, { key, hash: 'bb' })).toBe('rewritten');
      expect(state(kept, { key, position: 6 })).toBe('shortened');
    }
  });
});
