import { describe, expect, it } from '@jest/globals';
import { paceOf } from './terminal.js';

describe('the pace of long work', () => {
  it.each([
    [0, 1000, 5000, ''],
    [1000, 0, 5000, ''],
    [500, 1000, 1999, ''],
    [20_000, 40_000, 4000, ', 5,000 a second, 8 s left'],
    [9, 300, 3000, ', 3.0 a second, 2 min left'],
    [30_000, 90_000_000, 3000, ', 10,000 a second, 2 h 30 min left'],
    [100_000, 1, 3000, ', 33,333 a second, 1 s left'],
  ])('%d done, %d left after %d ms', (done, left, ms, said) => {
    expect(paceOf(done, left, ms)).toBe(said);
  });
});
