import { describe, expect, it } from '@jest/globals';
import { COSIGNATURE, verifierKey } from '../signed-note.js';
import { newKey } from '../../../test/support/made-up-log.js';
import { WitnessStanding } from './witness-standing.js';

const key = { ...newKey('witness.example').named, type: COSIGNATURE } as const;
const witness = { key, verifierKey: verifierKey(key), url: 'http://localhost:1' };
const standing = () => new WitnessStanding(witness);

describe('a witness', () => {
  it('is asked for each size once', () => {
    const one = standing();
    expect(one.isDue(5, 0)).toBe(true);
    one.succeeded(5);
    expect([one.isDue(5, 1), one.isDue(6, 1)]).toEqual([false, true]);
    expect(one.from(6)).toBe(5);
  });

  it('that fails is asked again after ever longer pauses, of five minutes at most', () => {
    const one = standing();
    const pauses: number[] = [];
    for (let now = 0; pauses.length < 11;) {
      one.failed('it is down', now);
      let pause = 0;
      while (!one.isDue(1, now + pause)) pause += 1000;
      pauses.push(pause / 1000);
      now += pause;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(one.succeeded(1)).toBe(true);
    one.failed('it is down', 0);
    expect(one.isDue(2, 1000)).toBe(true);
  });

  it('is told of once, until it fails in another way', () => {
    const one = standing();
    expect(one.failed('a', 0)).toBe(true);
    expect(one.failed('a', 0)).toBe(false);
    expect(one.failed('b', 0)).toBe(true);
    expect(one.succeeded(1)).toBe(true);
    expect(one.succeeded(2)).toBe(false);
    expect(one.failed('b', 0)).toBe(true);
  });

  it('goes on from where it says that it is', () => {
    const one = standing();
    one.saw(3, 0, 9);
    expect(one.from(9)).toBe(3);
  });

  it('that has signed more than there is shows that the log was cut short', () => {
    const one = standing();
    one.saw(12, 0, 9);
    expect(() => one.from(9)).toThrow(/signed 12 entries .* has 9: the log was cut short/);
    expect(one.from(12)).toBe(12);
    // It is not believed for ever: somebody in between may have said so.
    one.failed('the log was cut short', 0);
    expect(one.from(9)).toBe(0);
  });

  it('that has signed more than there still is, is asked, and shows it', () => {
    const one = standing();
    one.succeeded(12);
    expect(one.isDue(9, 0)).toBe(true);
    expect(() => one.from(9)).toThrow(/the log was cut short/);
  });

  it('that has signed another log of the same size shows that the log was rewritten', () => {
    const one = standing();
    one.succeeded(9);
    expect(() => one.saw(9, 9, 9)).toThrow(/the log was rewritten/);
  });

  it('cannot send us around in circles', () => {
    const one = standing();
    one.saw(3, 0, 9);
    expect(() => one.saw(4, 3, 9)).toThrow(/does not say where it is/);
    expect(() => standing().saw(0, 0, 9)).toThrow(/does not say where it is/);
  });
});
