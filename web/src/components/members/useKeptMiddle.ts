import { useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { TreeZoom } from './useTreeZoom.js';

/** Whoever turns their phone, or makes the window smaller, still sees what they looked at. */
export function useKeptMiddle({ grow }: TreeZoom, width: number, height: number): void {
  const before = useRef({ width, height });
  const keep = useEffectEvent((): void => {
    const { width: wide, height: high } = before.current;
    before.current = { width, height };
    if (wide > 0 && width > 0) grow(width - wide, height - high);
  });
  useLayoutEffect(() => keep(), [width, height]);
}
