import { describe, expect, it } from '@jest/globals';
import { asOfIn } from './as-of-search.js';

describe('the moment in an address', () => {
  it('is a position, and a time only where there is none', () => {
    const at = '2026-11-24T10:00:00.000Z';
    expect(asOfIn({ position: 7, at })).toEqual({ position: 7 });
    expect(asOfIn({ position: 'x', at, to: at })).toEqual({ at, to: at });
  });

  it('is of one thing, where it can be one', () => {
    expect(asOfIn({ view: 'invite', of: '~12' })).toEqual({ view: 'invite', of: '~12' });
    expect(asOfIn({ view: 'role', of: '~12' })).toEqual({ view: 'role' });
    expect(asOfIn({ view: 'members', of: 'Ab3xK9Qz' })).toEqual({ view: 'members' });
    expect(asOfIn({ view: 'nothing', of: 'Ab3xK9Qz' })).toEqual({});
  });
});
