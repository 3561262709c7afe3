import { describe, expect, it } from '@jest/globals';
import { refusalOf } from '../../../test/support/given.js';
import { cursorIn, cursorOf } from './cursor.js';

describe('a cursor', () => {
  it('is the position and the first eight digits of the hash', () => {
    const event = { position: 4711, hash: '9f2c4e1a'.padEnd(64, '0') };
    expect(cursorOf(event)).toBe('4711-9f2c4e1a');
    expect(cursorIn(cursorOf(event))).toEqual({ position: 4711, hash: '9f2c4e1a' });
  });

  it.each([
    [4711, 4711],
    ['4711', 4711],
    [0, 0],
  ])('is a position, too: %j', (since, position) => {
    expect(cursorIn(since)).toEqual({ position, hash: undefined });
  });

  it.each([undefined, null])('is not needed: %j', (since) => {
    expect(cursorIn(since)).toBeUndefined();
  });

  it.each([
    -1,
    1.5,
    1e21,
    Number.NaN,
    '',
    ' 1',
    '1-',
    '-1',
    '1-9f2c4e1',
    '1-9f2c4e1a0',
    '1-9F2C4E1A',
    '1-9f2c4e1g',
    '1'.repeat(16),
    true,
    {},
    ['1'],
  ])('is not %j', (since) => {
    let thrown: unknown;
    try {
      cursorIn(since);
    } catch (error) {
      thrown = error;
    }
    expect(refusalOf(thrown)).toBe('VALIDATION_FAILED');
  });
});
