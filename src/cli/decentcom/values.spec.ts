import { describe, expect, it } from '@jest/globals';
import { countIn, instantIn, mended } from './values.js';

describe('a time', () => {
  it.each([
    ['2025-03-01T08:00:00.123Z', '2025-03-01T08:00:00.123Z'],
    ['2025-03-01T08:00:00.123999999+00:00', '2025-03-01T08:00:00.123Z'],
    ['2025-03-01T10:30:00+02:30', '2025-03-01T08:00:00.000Z'],
    ['2025-03-01 08:00:00', '2025-03-01T08:00:00.000Z'],
    ['2025-03-01T08:00:00.5', '2025-03-01T08:00:00.500Z'],
  ])('%s is %s', (written, instant) => {
    expect(instantIn(written)).toBe(instant);
  });

  it.each(['', 'now', '2025-03-01', '2025-13-01T08:00:00Z', '+12025-01-01T00:00:00Z', 7, null])(
    '%s is none',
    (written) => {
      expect(instantIn(written)).toBeUndefined();
    },
  );

  it('is none beyond the year 9999, where it would not sort', () => {
    expect(instantIn('9999-12-31T23:59:59-01:00')).toBeUndefined();
  });
});

describe('a count', () => {
  it.each([0, 1, 2 ** 40])('%d is one', (value) => {
    expect(countIn(value)).toBe(value);
  });

  it.each([-1, 0.5, 2 ** 60, '1', null])('%s is none', (value) => {
    expect(countIn(value)).toBeUndefined();
  });
});

describe('text', () => {
  it.each([
    ['Zoë 🚪', 64, 'Zoë 🚪', false],
    ['a\u0000b\nc', 64, 'abc', true],
    ['\u202edrawkcab', 64, 'drawkcab', true],
    ['🚪🚪🚪', 2, '🚪🚪', true],
    ['\n', 64, null, true],
    [null, 64, null, false],
    [7, 64, null, true],
  ])('%j within %d characters is %j', (given, max, text, isMended) => {
    expect(mended(given, max)).toEqual({ text, isMended });
  });
});
