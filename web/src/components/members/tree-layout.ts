import { hierarchy, tree } from 'd3-hierarchy';
import type { DrawnNode } from '../../stores/drawn-tree.js';

/** The size of somebody's place, and from one to the next, in units of the drawing. */
export const PLACE = { width: 176, height: 44 } as const;
const COLUMN = PLACE.width + 56;
const ROW = PLACE.height + 10;

/** Somebody's place in the drawing, which goes from the left to the right. */
export interface Place {
  readonly node: DrawnNode;
  readonly depth: number;
  /** The middle of its left side. */
  readonly x: number;
  readonly y: number;
  readonly parent: string | undefined;
  /** Which of how many siblings. */
  readonly index: number;
  readonly siblings: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The places by their ids, parents before those whom they brought. */
export type Places = ReadonlyMap<string, Place>;

export function placesOf(root: DrawnNode): Places {
  const laidOut = tree<DrawnNode>()
    .nodeSize([ROW, COLUMN])
    .separation((one, other) => (one.parent === other.parent ? 1 : 1.3))(
    hierarchy(root, ({ children }) => [...children]),
  );
  const places = new Map<string, Place>();
  const add = (at: typeof laidOut, index: number, siblings: number): void => {
    const { data: node, depth, x: y, y: x, parent, children = [] } = at;
    places.set(node.id, { node, depth, x, y, parent: parent?.data.id, index, siblings });
    for (const [place, child] of children.entries()) add(child, place, children.length);
  };
  add(laidOut, 0, 1);
  return places;
}

/** What a place takes up. */
export function boxOf({ x, y }: Pick<Place, 'x' | 'y'>): Box {
  const { width, height } = PLACE;
  return { left: x, top: y - height / 2, right: x + width, bottom: y + height / 2 };
}

/** A place, and where those below it begin. */
export function surroundings(place: Place): Box {
  const box = boxOf(place);
  return { ...box, right: box.right + COLUMN };
}

/** What all places take up. */
export function boundsOf(places: Places): Box {
  const bounds = { left: 0, top: 0, right: 0, bottom: 0 };
  for (const place of places.values()) {
    const { top, right, bottom } = boxOf(place);
    bounds.top = Math.min(bounds.top, top);
    bounds.right = Math.max(bounds.right, right);
    bounds.bottom = Math.max(bounds.bottom, bottom);
  }
  return bounds;
}

/** Whether something of a place is within a box. */
export function isWithin(place: Place, { left, top, right, bottom }: Box): boolean {
  const box = boxOf(place);
  return box.left <= right && box.right >= left && box.top <= bottom && box.bottom >= top;
}

export type Step = 'parent' | 'child' | 'before' | 'after' | 'first' | 'last';

/** Where a step leads: to whoever brought somebody, whom they brought, or who stands above or below in the drawing. */
export function stepFrom(places: Places, id: string, step: Step): string | undefined {
  const here = places.get(id);
  if (!here) return undefined;
  if (step === 'parent') return here.parent;
  if (step === 'child') return here.node.children[0]?.id;
  // In the order in which they are laid out, from the top to the bottom.
  const column = [...places.values()].filter(({ depth }) => depth === here.depth);
  const family = column.filter(({ parent }) => parent === here.parent);
  if (step === 'first') return family[0]?.node.id;
  if (step === 'last') return family.at(-1)?.node.id;
  return column[column.indexOf(here) + (step === 'before' ? -1 : 1)]?.node.id;
}
