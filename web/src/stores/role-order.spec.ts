import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gatehouse/sdk';
import { isOrderConflict, isSameOrder, OrderChanged } from './role-order.js';

const ROLES = [
  { id: 'a', position: 3 },
  { id: 'b', position: 1 },
];

describe('the order of roles', () => {
  it.each([
    ['in another sequence', ROLES.toReversed(), true],
    ['with one elsewhere', [{ id: 'a', position: 4 }, ...ROLES.slice(1)], false],
    ['with one more', [...ROLES, { id: 'c', position: 1 }], false],
    ['with one less', ROLES.slice(1), false],
    ['with one for another', [...ROLES.slice(1), { id: 'c', position: 3 }], false],
  ])('is the same or not %s', (_, others, isSame) => {
    expect(isSameOrder(ROLES, others)).toBe(isSame);
  });

  it.each([
    [new OrderChanged(), true],
    [new Problem('VERSION_MISMATCH', 412, ''), true],
    [new Problem('CONFLICT', 409, ''), true],
    [new Problem('ROLE_NOT_FOUND', 404, ''), true],
    [new Problem('ROLE_HIERARCHY', 403, ''), false],
    [new Error(), false],
  ])('tells conflicts from what else can fail: %j', (error, isConflict) => {
    expect(isOrderConflict(error)).toBe(isConflict);
  });
});
