import { describe, expect, it } from '@jest/globals';
import type { Placed } from '../../stores/role-order.js';
import { positionsAfter } from './positions.js';

const CEILING = 10;

/** Roles `a`, `b`, … at these positions, the highest first. */
function at(...positions: readonly number[]): readonly Placed[] {
  return positions.map((position, index) => ({ id: 'abcdef'.charAt(index), position }));
}

/** The order that comes of a move, the highest first; equals stay as they stood. */
function orderAfter(roles: readonly Placed[], from: number, to: number): string | undefined {
  const changes = positionsAfter(roles, from, to, CEILING);
  if (!changes) return undefined;
  const changed = new Map(changes.map(({ id, position }) => [id, position]));
  const placed = roles.map(({ id, position }) => ({ id, position: changed.get(id) ?? position }));
  for (const { position } of placed) {
    expect(position).toBeGreaterThan(0);
    expect(position).toBeLessThan(CEILING);
  }
  const sorted = placed.sort((one, other) => other.position - one.position);
  return sorted.map(({ id }) => id).join('');
}

describe('a moved role', () => {
  it('takes a place between its new neighbours when there is one', () => {
    expect(positionsAfter(at(9, 6, 3), 0, 1, CEILING)).toEqual([{ id: 'a', position: 4 }]);
    expect(positionsAfter(at(9, 6, 3), 0, 2, CEILING)).toEqual([{ id: 'a', position: 1 }]);
    expect(positionsAfter(at(6, 3), 1, 0, CEILING)).toEqual([{ id: 'b', position: 8 }]);
  });

  it('pushes others up where there is none, and sends the highest first', () => {
    expect(positionsAfter(at(3, 2, 1), 2, 1, CEILING)).toEqual([
      { id: 'a', position: 4 },
      { id: 'c', position: 3 },
    ]);
  });

  it.each([
    [at(1, 1, 1), 2, 0, 'cab'],
    [at(1, 1, 1), 0, 2, 'bca'],
    [at(9, 8, 7), 2, 0, 'cab'],
    [at(9, 8, 7), 0, 2, 'bca'],
    [at(9, 9, 9), 1, 0, 'bac'],
    [at(3, 2, 1), 1, 2, 'acb'],
  ])('stands where it was put: %j, %i to %i', (roles, from, to, order) => {
    expect(orderAfter(roles, from, to)).toBe(order);
  });

  it('changes nothing where it was', () => {
    expect(positionsAfter(at(3, 2), 1, 1, CEILING)).toEqual([]);
    expect(positionsAfter(at(3, 2), 7, 1, CEILING)).toEqual([]);
  });

  it('finds no room where there are more roles than positions', () => {
    expect(positionsAfter(at(1, 1, 1), 0, 2, 3)).toBeUndefined();
  });
});
