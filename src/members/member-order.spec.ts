import { describe, expect, it } from '@jest/globals';
import { memberCursorAt, memberPlaceIn, type MemberOrder } from './member-order.js';

const ID = '9f2c5b1d3a7e4c6f8b0a1d2e3f405162';
const PLACES = {
  joined: { key: undefined, tie: '4711' },
  time: { key: '2026-11-25T10:00:00.000Z', tie: '4711' },
  name: { key: 'ÄPFEL', tie: ID },
} as const;
const ORDERS = Object.keys(PLACES) as MemberOrder[];

const encoded = (key: string) => Buffer.from(key).toString('base64url');

describe('the cursor of a list of members', () => {
  it.each(ORDERS)('by %s is taken back, and by no other order', (order) => {
    const cursor = memberCursorAt(order, PLACES[order]);
    expect(ORDERS.filter((each) => memberPlaceIn(each, cursor))).toEqual([order]);
    expect(memberPlaceIn(order, cursor)).toEqual(PLACES[order]);
  });

  it('is the bare position in the order of joins; a name may be empty', () => {
    expect(memberCursorAt('joined', PLACES.joined)).toBe('4711');
    const nameless = { key: '', tie: ID };
    expect(memberPlaceIn('name', memberCursorAt('name', nameless))).toEqual(nameless);
  });

  it.each([
    ['joined', '0'],
    ['joined', `4711.${encoded('a')}`],
    ['joined', ID],
    ['time', 'time.4711'],
    ['time', `time.4711.${encoded('yesterday')}`],
    ['time', `time.${ID}.${encoded('2026-11-25T10:00:00.000Z')}`],
    ['name', `name.${ID}`],
    ['name', `name.4711.${encoded('A')}`],
    ['name', `name.${ID}.${encoded('a\0')}`],
    ['name', `other.${ID}.${encoded('A')}`],
  ] as const)('by %s is not %j', (order, cursor) => {
    expect(memberPlaceIn(order, cursor)).toBeUndefined();
  });
});
