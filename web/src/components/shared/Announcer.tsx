import type { ReactNode } from 'react';
import { create } from 'zustand';

const useAnnouncement = create<{ readonly text: string; readonly count: number }>(() => ({
  text: '',
  count: 0,
}));

/** Says something to whoever uses a screen reader, when they are done with what they do. */
export function announce(text: string): void {
  useAnnouncement.setState(({ count }) => ({ text, count: count + 1 }));
}

/** Where it is said; there is one on each page. */
export function Announcer(): ReactNode {
  const { text, count } = useAnnouncement();
  // A key of its own, so that the same words are said again.
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={count}>{text}</span>
    </div>
  );
}
