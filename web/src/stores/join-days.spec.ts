import { describe, expect, it } from '@jest/globals';
import { filledDays, firstDay } from './join-days.js';

describe('the days on which people joined', () => {
  it('are so many, up to that of a time', () => {
    expect(firstDay(Date.parse('2026-03-01T00:00:00.000Z'), 1)).toBe('2026-03-01');
    expect(firstDay(Date.parse('2026-03-01T23:59:59.999Z'), 30)).toBe('2026-01-31');
  });

  it('have those on which nobody did between them', () => {
    const counts = [
      { day: '2026-03-01', count: 4 },
      { day: '2026-02-27', count: 1 },
    ];
    expect(filledDays('2026-02-27', 3, counts)).toEqual([
      { day: '2026-02-27', count: 1 },
      { day: '2026-02-28', count: 0 },
      { day: '2026-03-01', count: 4 },
    ]);
  });
});
