import type { Branch, Stay } from './invite-tree.js';

/** What is known of a tree, each stay by its position. */
export interface KnownTree {
  readonly root: number;
  readonly stays: ReadonlyMap<number, Stay>;
  readonly branches: ReadonlyMap<number, Branch>;
  /** On the way down to somebody: the next, below each. */
  readonly way: ReadonlyMap<number, number>;
}

/** A place of the drawing: a stay, or those whom a stay brought besides and who are not shown. */
export interface DrawnNode {
  readonly id: string;
  /** Whose place it is, or who brought the others. */
  readonly stay: Stay;
  /** How many are not shown; 0 for the place of a stay. */
  readonly rest: number;
  readonly isOpen: boolean;
  readonly children: readonly DrawnNode[];
}

/** So many of those whom somebody brought are shown at first: all of them can be read at once. */
export const SHOWN = 12;
/** So many more each time. */
export const MORE = 50;
/** Those who are fetched later do not move those who are shown: each so many are put in order by themselves. */
const ORDERED = 100;

const REST = 'rest-';

export function idOf(position: number): string {
  return String(position);
}

/** The place that stays when another has gone: of the others whom somebody brought, it is that of who brought them. */
export function heirOf(id: string): string {
  return id.startsWith(REST) ? id.slice(REST.length) : id;
}

/** The tree as it is drawn. */
export function drawnTree(
  known: KnownTree,
  isOpen: (position: number) => boolean,
  shownOf: (position: number) => number,
): DrawnNode | undefined {
  const drawn = (stay: Stay): DrawnNode => {
    const { position, invited } = stay;
    const isShown = invited > 0 && isOpen(position);
    const below = isShown ? childrenOf(known, position, shownOf(position)) : [];
    const children = below.map(drawn);
    const rest = Math.max(0, invited - below.length);
    // Before anybody is known there is nothing that more could be added to.
    if (below.length > 0 && rest > 0) {
      children.push({ id: `${REST}${position}`, stay, rest, isOpen: false, children: [] });
    }
    return { id: idOf(position), stay, rest: 0, isOpen: isShown, children };
  };
  const root = known.stays.get(known.root);
  return root && drawn(root);
}

/** Whoever is on the way is shown, however many come before them. */
function childrenOf(
  { stays, branches, way }: KnownTree,
  position: number,
  most: number,
): readonly Stay[] {
  const first = parentsFirst(branches.get(position)?.stays ?? []).slice(0, most);
  const next = stays.get(way.get(position) ?? -1);
  return next && !first.some((stay) => stay.position === next.position) ? [...first, next] : first;
}

/** Whoever brought others comes before whoever did not: else the first of a crowd would hide how the tree goes on. */
function parentsFirst(stays: readonly Stay[]): readonly Stay[] {
  const ordered: Stay[] = [];
  for (let from = 0; from < stays.length; from += ORDERED) {
    const some = stays.slice(from, from + ORDERED);
    ordered.push(...some.filter(({ invited }) => invited > 0));
    ordered.push(...some.filter(({ invited }) => invited === 0));
  }
  return ordered;
}

/**
 * The branches in a walk that was complete to a depth, parents before those whom they brought.
 * @param root whose stays of the walk count
 */
export function branchesIn(
  walk: readonly Stay[],
  root: number,
  depth: number,
): ReadonlyMap<number, Branch> {
  const found = new Map<number, Stay[]>();
  const path: Stay[] = [];
  for (const stay of walk) {
    path.length = Math.min(path.length, stay.depth);
    path.push(stay);
    if (path[0]?.position !== root) continue;
    if (stay.depth < depth) found.set(stay.position, []);
    found.get(path[stay.depth - 1]?.position ?? -1)?.push(stay);
  }
  return new Map([...found].map(([position, stays]) => [position, { stays, next: null }]));
}
