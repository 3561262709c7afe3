import { describe, expect, it } from '@jest/globals';
import { endedWithin } from './ended-stay.js';

const at = '2026-02-27T10:00:00.000Z';

describe('a stay that has ended', () => {
  it('was shorter than a span, or at least as long', () => {
    expect(endedWithin({ at, left_at: '2026-03-06T09:59:59.999Z' }, 7 * 86_400_000)).toBe(true);
    expect(endedWithin({ at, left_at: '2026-03-06T10:00:00.000Z' }, 7 * 86_400_000)).toBe(false);
  });
});
