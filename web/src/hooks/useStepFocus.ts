import { useEffect, useRef, type RefObject } from 'react';
import { useIsAwake } from './useIsAwake.js';

/**
 * Takes whoever uses a keyboard or a screen reader to the heading of what is new. What the page began with they
 * have before them already.
 * @param step changes when something else is shown
 */
export function useStepFocus(step: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const isAwake = useIsAwake();
  const shown = useRef(isAwake ? undefined : step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus();
  }, [step]);
  return heading;
}
