import { describe, expect, it } from '@jest/globals';
import { filterIn, positionIn } from './audit-filter.js';
import { timeIn } from './search-params.js';

const USER = '63e1d2a4b5c6978810a2b3c4d5e6f708';

describe('the filter in an address', () => {
  it('is what can be one', () => {
    const search = {
      type: 'InvitePaused',
      user: USER,
      actor: 'system',
      invite: '~4711',
      stream: 'server',
    };
    expect(filterIn(search)).toEqual(search);
  });

  it('takes codes and positions that look like numbers', () => {
    expect(filterIn({ invite: 12345678, from_position: 3, to_position: '9' })).toEqual({
      invite: '12345678',
      from_position: 3,
      to_position: 9,
    });
  });

  it.each([
    { type: 'NoSuchThing' },
    { type: 'constructor' },
    { user: 'Ada' },
    { actor: ['system'] },
    { invite: '../etc' },
    { stream: 'two words' },
    { from: 'yesterday' },
    { to_position: -1 },
    { anything: 'else' },
  ])('leaves out what cannot: %j', (search) => {
    expect(filterIn(search)).toEqual({});
  });

  it('has times in UTC', () => {
    expect(timeIn('2026-11-24T10:00:00+02:00')).toBe('2026-11-24T08:00:00.000Z');
    expect(timeIn('+012026-01-01T00:00:00Z')).toBeUndefined();
  });

  it('has positions from 1', () => {
    expect([positionIn('0'), positionIn('1.5'), positionIn('7')]).toEqual([
      undefined,
      undefined,
      7,
    ]);
  });
});
