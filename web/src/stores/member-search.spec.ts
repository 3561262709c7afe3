import { describe, expect, it } from '@jest/globals';
import { allowedSearch, memberSearchIn, searchedName } from './member-search.js';

const PERSON = '9f2c5b1d3a7e4c6f8b0a1d2e3f405162';

describe('what members are searched for', () => {
  it('is what an address says, without what cannot be asked for', () => {
    const asked = {
      q: 'Mia',
      role: 'everyone',
      invite: 'Ab3xK9Qz',
      invited_by: PERSON,
      joined_from: '2026-11-22T10:00:00.000Z',
      joined_to: '2026-11-23T10:00:00.000Z',
    };
    expect(memberSearchIn(asked)).toEqual(asked);
    expect(
      memberSearchIn({
        q: ' ',
        role: '-',
        invite: 'x',
        invited_by: 'Mia',
        joined_to: 'now',
        other: 1,
      }),
    ).toEqual({});
    expect(memberSearchIn({ q: 42 })).toEqual({ q: '42' });
  });

  it('is the beginning of a key, also as it is shown', () => {
    expect(searchedName(' 6ASf5Ecm… ')).toBe('6ASf5Ecm');
    expect(searchedName('to be…')).toBe('to be…');
    expect(searchedName('x'.repeat(200))).toHaveLength(100);
  });

  it('leaves out how they came in for those who are not shown it', () => {
    const search = { q: 'a', invite: 'Ab3xK9Qz', invited_by: PERSON };
    expect(allowedSearch(search, false)).toEqual({ q: 'a' });
    expect(allowedSearch(search, true)).toEqual(search);
  });
});
