import { describe, expect, it } from '@jest/globals';
import { codeIn, listIn, searchedFor } from './invite-search.js';

const BASE = 'https://community.example';

describe('searching invites', () => {
  it('knows a code and a link of this community', () => {
    expect(codeIn('Ab3xK9Qz', [BASE])).toBe('Ab3xK9Qz');
    expect(codeIn(` ${BASE}/invite/Ab3xK9Qz `, [BASE])).toBe('Ab3xK9Qz');
    expect(codeIn('https://elsewhere.example/invite/Ab3xK9Qz', [BASE])).toBeUndefined();
    expect(codeIn('crew', [BASE])).toBeUndefined();
  });

  it.each([
    [' The crew ', 'The crew'],
    [`${BASE}/invite/Ab3xK9Qz`, 'Ab3xK9Qz'],
    ['https://elsewhere.example/invite/Ab3xK9Qz', 'https://elsewhere.example/invite/Ab3xK9Qz'],
    ['  ', undefined],
    ['\u{1f4a3}'.repeat(101), '\u{1f4a3}'.repeat(100)],
  ])('for %j asks for %j', (text, asked) => {
    expect(searchedFor(text, [BASE])).toBe(asked);
  });

  it.each([
    [{}, {}],
    [{ status: 'active', order: 'newest', q: ' ' }, {}],
    [
      { status: 'revoked', order: 'uses', q: 'the crew ' },
      { status: 'revoked', order: 'uses', q: 'the crew ' },
    ],
    // The router reads what looks like a number as one.
    [{ q: 12345678 }, { q: '12345678' }],
    [{ status: 'none', order: ['uses'], q: { a: 1 }, cursor: 'x' }, {}],
  ])('an address that says %j names the list %j', (search, list) => {
    expect(listIn(search)).toEqual(list);
  });
});
