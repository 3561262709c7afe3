import { useEffect } from 'react';

/** The tab's title, while this is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
