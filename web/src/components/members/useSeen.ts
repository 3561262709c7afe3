import { useMemo } from 'react';
import type { Box } from './tree-layout.js';
import type { View } from './useTreeZoom.js';

/** In units of the screen: what is drawn changes only when the drawing has been moved so far. */
const CELL = 256;

/** The part of the drawing that can be seen, and somewhat around it. */
export function useSeen({ x, y, k }: View, width: number, height: number): Box {
  const cell = CELL / k;
  const down = (value: number): number => (Math.floor(value / CELL) - 1) * cell;
  const up = (value: number): number => (Math.ceil(value / CELL) + 1) * cell;
  const [left, top, right, bottom] = [down(-x), down(-y), up(width - x), up(height - y)];
  return useMemo(() => ({ left, top, right, bottom }), [left, top, right, bottom]);
}
