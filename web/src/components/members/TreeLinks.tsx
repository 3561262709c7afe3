import { linkHorizontal } from 'd3-shape';
import { memo, type ReactNode } from 'react';
import { heirOf } from '../../stores/drawn-tree.js';
import { PLACE, type Box, type Place, type Places } from './tree-layout.js';
import classes from './TreePicture.module.css';

interface Props {
  readonly places: Places;
  readonly box: Box;
  /** Whose way up to the top stands out. */
  readonly selected: string;
}

type Point = readonly [x: number, y: number];

const link = linkHorizontal<{ readonly source: Point; readonly target: Point }, Point>();

function path(from: Place, to: Place): string {
  return link({ source: [from.x + PLACE.width, from.y], target: [to.x, to.y] }) ?? '';
}

/** The lines from whoever brought somebody to them, as far as they can be seen. */
export const TreeLinks = memo(function TreeLinks({ places, box, selected }: Props): ReactNode {
  const isSeen = (one: Place, other: Place): boolean =>
    Math.max(one.y, other.y) >= box.top &&
    Math.min(one.y, other.y) <= box.bottom &&
    one.x <= box.right &&
    other.x >= box.left;
  const lines: string[] = [];
  for (const place of places.values()) {
    const parent = places.get(place.parent ?? '');
    if (parent && isSeen(parent, place)) lines.push(path(parent, place));
  }
  const way: string[] = [];
  let here = places.get(selected) ?? places.get(heirOf(selected));
  while (here) {
    const parent = places.get(here.parent ?? '');
    if (parent) way.push(path(parent, here));
    here = parent;
  }
  return (
    <g aria-hidden>
      <path className={classes.link} d={lines.join('')} />
      <path className={`${classes.link} ${classes.way}`} d={way.join('')} />
    </g>
  );
});
