import { describe, expect, it } from '@jest/globals';
import { relativeParts } from './relative.js';

const HOUR = 3_600_000;

describe('a span of time', () => {
  it.each([
    [0, { count: 0, unit: 'second' }],
    [-999, { count: 0, unit: 'second' }],
    [59_999, { count: 59, unit: 'second' }],
    [60_000, { count: 1, unit: 'minute' }],
    [-90 * 60_000, { count: -1, unit: 'hour' }],
    [23.9 * HOUR, { count: 23, unit: 'hour' }],
    [7 * 24 * HOUR, { count: 7, unit: 'day' }],
    [-45 * 24 * HOUR, { count: -1, unit: 'month' }],
    [800 * 24 * HOUR, { count: 2, unit: 'year' }],
  ] as const)('of %d ms', (ms, parts) => {
    expect(relativeParts(ms)).toEqual(parts);
  });
});
