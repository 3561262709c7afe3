import { describe, expect, it } from '@jest/globals';
import type { DrawnNode } from '../../stores/drawn-tree.js';
import { boundsOf, isWithin, PLACE, placesOf, stepFrom, type Places } from './tree-layout.js';

const node = (id: string, ...children: DrawnNode[]): DrawnNode =>
  ({ id, rest: 0, isOpen: children.length > 0, children }) as unknown as DrawnNode;

/** Ada brought Ben and Cy; Ben brought Dee and Eve, Cy Fay. */
const PLACES = placesOf(
  node('ada', node('ben', node('dee'), node('eve')), node('cy', node('fay'))),
);
const at = (places: Places, id: string) => {
  const place = places.get(id);
  if (!place) throw new Error(`${id} has no place`);
  return place;
};

describe('the places of a tree', () => {
  it('stand in columns, side by side, in which nobody covers another', () => {
    expect([...PLACES.keys()]).toEqual(['ada', 'ben', 'dee', 'eve', 'cy', 'fay']);
    expect(at(PLACES, 'ben').x).toBe(at(PLACES, 'cy').x);
    const column = ['dee', 'eve', 'fay'].map((id) => at(PLACES, id).y);
    for (const [index, y] of column.slice(1).entries()) {
      expect(y - (column[index] ?? y)).toBeGreaterThan(PLACE.height);
    }
    expect(at(PLACES, 'cy')).toMatchObject({ depth: 1, parent: 'ada', index: 1, siblings: 2 });
  });

  it('all are within their bounds', () => {
    const bounds = boundsOf(PLACES);
    expect([...PLACES.values()].every((place) => isWithin(place, bounds))).toBe(true);
    expect(isWithin(at(PLACES, 'fay'), { ...bounds, right: 10 })).toBe(false);
    expect(
      isWithin(at(PLACES, 'dee'), { ...bounds, top: at(PLACES, 'dee').y + PLACE.height }),
    ).toBe(false);
  });

  it('has steps up and down the tree, and along a column', () => {
    expect(stepFrom(PLACES, 'ben', 'parent')).toBe('ada');
    expect(stepFrom(PLACES, 'ben', 'child')).toBe('dee');
    expect(stepFrom(PLACES, 'dee', 'child')).toBeUndefined();
    expect(stepFrom(PLACES, 'ada', 'parent')).toBeUndefined();
    expect(stepFrom(PLACES, 'eve', 'after')).toBe('fay');
    expect(stepFrom(PLACES, 'fay', 'before')).toBe('eve');
    expect(stepFrom(PLACES, 'fay', 'after')).toBeUndefined();
    expect(stepFrom(PLACES, 'eve', 'first')).toBe('dee');
    expect(stepFrom(PLACES, 'ben', 'last')).toBe('cy');
    expect(stepFrom(PLACES, 'nobody', 'after')).toBeUndefined();
  });

  it('are laid out for ten thousand at once', () => {
    const crowd = placesOf(node('all', ...Array.from({ length: 10_000 }, (_, i) => node(`n${i}`))));
    expect(crowd.size).toBe(10_001);
    expect(new Set([...crowd.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(10_001);
  });
});
