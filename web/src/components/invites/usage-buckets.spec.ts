import { describe, expect, it } from '@jest/globals';
import { bucketsOf } from './usage-buckets.js';

const at = (text: string) => Date.parse(`2026-11-${text}:00.000Z`);

describe('uses over time', () => {
  it('of nobody are none', () => {
    expect(bucketsOf([])).toEqual([]);
  });

  it('are counted in the smallest spans of which there are not too many', () => {
    const buckets = bucketsOf([at('22T10:02'), at('22T10:00'), at('22T10:00')]);
    expect(buckets.map(({ count }) => count)).toEqual([2, 0, 1, 0, 0, 0, 0, 0]);
    expect(buckets[0]).toEqual({ from: at('22T10:00'), to: at('22T10:01'), count: 2 });
  });

  it.each([1, 60, 3600, 86_400, 40 * 86_400, 3650 * 86_400])(
    'lose none over %d seconds, and are not too many',
    (span) => {
      const times = Array.from({ length: 500 }, (_, index) => at('22T10:00') + index * span * 2);
      const buckets = bucketsOf(times);
      expect(buckets.length).toBeLessThanOrEqual(40);
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    },
  );

  it('have days that begin at the reader’s midnight', () => {
    const times = [at('01T12:00'), at('22T22:30'), at('22T23:30')];
    const used = bucketsOf(times, 3_600_000).filter(({ count }) => count > 0);
    expect(used.at(-1)).toEqual({
      from: at('22T23:00'),
      to: at('23T23:00'),
      count: 1,
    });
  });
});
