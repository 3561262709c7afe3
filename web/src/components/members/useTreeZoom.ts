import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent } from 'd3-zoom';
import { useEffect, useState } from 'react';
import type { Box } from './tree-layout.js';

/** How the drawing is moved and enlarged. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
  /** It was moved by a key or a button, so that one sees where to. */
  readonly glides: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface TreeZoom {
  readonly svg: SVGSVGElement | null;
  /** To be given to the drawing as its `ref`. */
  readonly attach: (svg: SVGSVGElement | null) => void;
  readonly view: View;
  readonly by: (factor: number) => void;
  /** Shows all of a box. */
  readonly fit: (box: Box) => void;
  /** Whether all of a box can be shown so large that names can be read. */
  readonly isReadable: (box: Box) => boolean;
  /** Puts a point into the middle, large enough to be read. */
  readonly centre: (point: Point) => void;
  /** Moves no further than needed to show a box. */
  readonly reveal: (box: Box) => void;
  /** Keeps what is in the middle there when the drawing has become so much wider and higher. */
  readonly grow: (width: number, height: number) => void;
  /** Keeps what moves within the drawing where it was on the screen. */
  readonly follow: (from: Point, to: Point) => void;
}

const SMALLEST = 0.05;
const LARGEST = 2;
/** At this size names can be read. */
const READABLE = 0.75;
/** Around what is shown, in pixels. */
const MARGIN = 24;
/** Beneath what is shown as a whole, where the buttons are. */
const TOOLS = 56;

/** Moves and enlarges a drawing by wheel, by two fingers and by dragging, and by what is called here. */
export function useTreeZoom(): TreeZoom {
  const [svg, attach] = useState<SVGSVGElement | null>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, k: 1, glides: false });
  const [behaviour] = useState(() =>
    zoom<SVGSVGElement, unknown>().scaleExtent([SMALLEST, LARGEST]),
  );
  useEffect(() => {
    if (!svg) return undefined;
    behaviour.on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      const { x, y, k } = transform;
      setView({ x, y, k, glides: sourceEvent === null });
    });
    const selection = select(svg).call(behaviour).on('dblclick.zoom', null);
    return () => void selection.on('.zoom', null);
  }, [behaviour, svg]);
  /** How large a box can be shown as a whole. */
  const fitting = ({ left, top, right, bottom }: Box): number => {
    const { width = 0, height = 0 } = svg?.getBoundingClientRect() ?? {};
    const across = (width - 2 * MARGIN) / (right - left);
    const down = (height - MARGIN - TOOLS) / (bottom - top);
    return Math.max(SMALLEST, Math.min(1, across, down));
  };
  const show = ({ x, y }: Point, k: number): void => {
    if (!svg) return;
    const { width, height } = svg.getBoundingClientRect();
    const to = zoomIdentity.translate(width / 2 - x * k, height / 2 - y * k).scale(k);
    behaviour.transform(select(svg), to);
  };
  const move = (x: number, y: number): boolean => {
    if (!svg || (x === 0 && y === 0)) return false;
    const { k } = zoomTransform(svg);
    behaviour.translateBy(select(svg), x / k, y / k);
    return true;
  };
  /** What stays where it is on the screen does not glide there. */
  const moveAtOnce = (x: number, y: number): void => {
    if (move(x, y)) setView((current) => ({ ...current, glides: false }));
  };
  return {
    svg,
    attach,
    view,
    by: (factor) => {
      if (svg) behaviour.scaleBy(select(svg), factor);
    },
    fit: (box) => {
      const k = fitting(box);
      const lift = (TOOLS - MARGIN) / 2 / k;
      show({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + lift }, k);
    },
    isReadable: (box) => fitting(box) >= READABLE,
    centre: (point) => {
      if (svg) show(point, Math.max(READABLE, zoomTransform(svg).k));
    },
    reveal: ({ left, top, right, bottom }) => {
      if (!svg) return;
      const { width, height } = svg.getBoundingClientRect();
      const { x, y, k } = zoomTransform(svg);
      move(
        missing(left * k + x, right * k + x, width),
        missing(top * k + y, bottom * k + y, height),
      );
    },
    grow: (width, height) => moveAtOnce(width / 2, height / 2),
    follow: (from, to) => {
      const { k } = svg ? zoomTransform(svg) : zoomIdentity;
      moveAtOnce((from.x - to.x) * k, (from.y - to.y) * k);
    },
  };
}

/** How far something has to move to be within a length; its beginning comes first. */
function missing(from: number, to: number, length: number): number {
  if (from < MARGIN) return MARGIN - from;
  return Math.min(0, Math.max(length - MARGIN - to, MARGIN - from));
}
