import { describe, expect, it } from '@jest/globals';
import { cursorAt, INVITE_ORDERS, placeIn } from './invite-order.js';

const KEY = {
  newest: undefined,
  oldest: undefined,
  expiry: '2026-11-25T10:00:00.000Z',
  uses: '12',
  label: 'ÄPFEL 000000000009 \u{10ffff}',
} as const;

describe('the cursor of a list of invites', () => {
  it.each(INVITE_ORDERS)('by %s is taken back, and by no other order', (order) => {
    const place = { position: 4711, key: KEY[order] };
    const cursor = cursorAt(order, place);
    const taken = INVITE_ORDERS.filter((each) => placeIn(each, cursor) !== undefined);
    expect(taken).toEqual([order]);
    expect(placeIn(order, cursor)).toEqual(place);
  });

  it('is the bare position, the newest first', () => {
    expect(cursorAt('newest', { position: 4711, key: undefined })).toBe('4711');
  });

  it.each([
    ['newest', 'newest.0'],
    ['newest', '4711.MTI'],
    ['oldest', 'oldest.4711.MTI'],
    ['uses', 'uses.4711'],
    ['uses', `uses.4711.${Buffer.from('9'.repeat(10)).toString('base64url')}`],
    ['uses', `uses.4711.${Buffer.from('1e3').toString('base64url')}`],
    ['label', `label.4711.${Buffer.from('a\0').toString('base64url')}`],
    ['label', 'label.4711.a b'],
    ['expiry', 'expiry.4711.'],
    ['expiry', 'toString.4711.MTI'],
  ] as const)('by %s is not %j', (order, cursor) => {
    expect(placeIn(order, cursor)).toBeUndefined();
  });
});
