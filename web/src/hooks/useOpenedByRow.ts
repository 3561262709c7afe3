import { useEffect, type RefObject } from 'react';

/** What does something of its own when it is clicked. */
const OWN = 'a, button, input, label, select, textarea, summary, [role="button"]';

/**
 * A click anywhere in a row is one on the link that names the row: a larger target for who points. By keyboard the link
 * stays what one comes to.
 */
export function useOpenedByRow(body: RefObject<HTMLElement | null>, isOn: boolean): void {
  useEffect(() => {
    const element = body.current;
    if (!isOn || !element) return undefined;
    // Not by React, to which a dialog that was opened from a row stands in it.
    element.addEventListener('click', open);
    return () => element.removeEventListener('click', open);
  }, [body, isOn]);
}

function open(event: MouseEvent): void {
  const { target } = event;
  if (!(target instanceof Element) || target.closest(OWN)) return;
  // Whoever marks text wants to copy it.
  if (window.getSelection()?.isCollapsed === false) return;
  const link = target.closest('[role="row"]')?.querySelector('[role="rowheader"] a');
  const { ctrlKey, metaKey, shiftKey } = event;
  const held = { ctrlKey, metaKey, shiftKey };
  link?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...held }));
}
