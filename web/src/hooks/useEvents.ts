import {
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { useState } from 'react';
import { usePages, type Page, type Pages } from '../stores/pages.js';
import { now } from '../stores/clock.js';
import type { LogEvent } from '../stores/event-types.js';
import type { Filter } from '../stores/audit-filter.js';
import { auditKey, fetchEvents, freshKey, headQuery } from '../stores/audit.js';

/** How often the log is asked for what the gateway does not tell of, in milliseconds. */
const POLL_MS = 15_000;
/** So many new events are counted; beyond that it is `more than`. */
const COUNTED = 1000;

/** What came behind the last event that a list began with. */
interface Newer {
  /** In the order of the log. */
  readonly events: readonly LogEvent[];
  /** Up to where was looked. */
  readonly upTo: number;
  readonly hasMore: boolean;
}

export interface Events {
  readonly pages: Pages<LogEvent>;
  /** How many have come since that are not shown yet, and whether these are still not all. */
  readonly newCount: number;
  readonly hasMoreNew: boolean;
  /** Shows them. */
  readonly showNew: () => void;
}

const listKey = (filter: Filter, top: number) => [...auditKey, 'list', filter, top] as const;

/**
 * The events of a filter, the newest first. The list begins at one position and stays as it is, whatever
 * happens: what comes later waits until the reader asks for it.
 * @param head where the log ended when the page was opened
 */
export function useEvents(filter: Filter, head: number): Events {
  const queries = useQueryClient();
  const [top, setTop] = useState(head);
  const pages = usePages(listKey(filter, top), (cursor, signal) =>
    fetchEvents(filter, { order: 'desc', after: Number(cursor ?? top + 1) }, signal),
  );
  const newer = useNewer(filter, top);
  const { events, upTo, hasMore } = newer;
  const showNew = (): void => {
    if (hasMore) {
      // Too many to be put on top: the list begins anew where the log ends.
      const asked = queries.query({ ...headQuery, staleTime: 0 });
      void asked.then(({ position }) => setTop(position)).catch(() => undefined);
      return;
    }
    prepend(queries, filter, top, newer);
    setTop(upTo);
  };
  return { pages, newCount: events.length, hasMoreNew: hasMore, showNew };
}

function useNewer(filter: Filter, top: number): Newer {
  const queries = useQueryClient();
  const queryKey = [...freshKey, 'newer', filter, top];
  const nothing: Newer = { events: [], upTo: top, hasMore: false };
  const { data = nothing } = useQuery<Newer>({
    queryKey,
    enabled: canGrow(filter, top),
    staleTime: 0,
    refetchInterval: POLL_MS,
    // Only what is behind that which is known already.
    queryFn: async ({ signal }) => {
      const known = queries.getQueryData<Newer>(queryKey) ?? nothing;
      if (known.events.length >= COUNTED) return known;
      const asked = { order: 'asc', after: known.upTo, limit: COUNTED } as const;
      const { items, next_cursor: next } = await fetchEvents(filter, asked, signal);
      const last = items.at(-1)?.position ?? known.upTo;
      return {
        events: [...known.events, ...items],
        upTo: next === null ? last : Number(next),
        hasMore: next !== null || known.events.length + items.length >= COUNTED,
      };
    },
  });
  return data;
}

/** Whether there can be more one day: not up to a time or a position that is past. */
function canGrow({ to, to_position: last = Infinity }: Filter, top: number): boolean {
  return last > top && (to === undefined || Date.parse(to) > now());
}

/** A list with newer events on top of it, as if it had been fetched like that. */
function prepend(queries: QueryClient, filter: Filter, top: number, newer: Newer): void {
  const { events, upTo } = newer;
  const known = queries.getQueryData<InfiniteData<Page<LogEvent>>>(listKey(filter, top));
  if (!known) return;
  const next = String(top + 1);
  queries.setQueryData<InfiniteData<Page<LogEvent>>>(listKey(filter, upTo), {
    pages: [{ items: events.toReversed(), next_cursor: next }, ...known.pages],
    pageParams: [undefined, next, ...known.pageParams.slice(1)],
  });
}
