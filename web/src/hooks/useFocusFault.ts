import { useEffect, useRef, type RefObject } from 'react';

/** Whoever sent a form that was refused is at its first field that is not right. */
export function useFocusFault(refusals: number): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);
  return form;
}
