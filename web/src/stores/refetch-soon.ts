import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** A hundred people coming in at once are one reason to ask again, not a hundred. */
const SOON_MS = 400;

const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/**
 * Fetches anew what is shown under a key, once the present rush of messages is over.
 * @param afterMs longer for what takes many requests
 */
export function refetchSoon(queries: QueryClient, queryKey: QueryKey, afterMs = SOON_MS): void {
  const name = JSON.stringify(queryKey);
  if (waiting.has(name)) return;
  const timer = setTimeout(() => {
    waiting.delete(name);
    void queries.invalidateQueries({ queryKey });
  }, afterMs);
  waiting.set(name, timer);
}
