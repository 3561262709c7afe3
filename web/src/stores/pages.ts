import {
  useInfiniteQuery,
  type InfiniteData,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query';
import { useMemo } from 'react';

/** One page of a list of the API. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** A list that is fetched page by page, as its reader comes to its end. */
export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly status: 'pending' | 'error' | 'success';
  /** Of the last try, also if there are items from those before. */
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** How often a list is asked for of which the gateway tells nothing, in milliseconds. */
const POLL_MS = 30_000;

/**
 * @param fetchPage the page behind a cursor; the first one without
 * @param polls for lists of which the gateway does not tell every change
 */
export function usePages<Item>(
  key: QueryKey,
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>,
  { polls = false }: { readonly polls?: boolean } = {},
): Pages<Item> {
  const query = useInfiniteQuery({
    ...(polls && { staleTime: 0, refetchOnWindowFocus: true, refetchInterval: POLL_MS }),
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  // Read here, or nothing would be shown anew when it is over, and nobody led on who comes to the end after that.
  const { data, isFetching } = query;
  const items = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  return {
    items,
    status: query.status,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !isFetching) void query.fetchNextPage();
    },
    retry: () => {
      if (query.isFetchNextPageError) void query.fetchNextPage();
      else void query.refetch();
    },
  };
}

/** Forgets all pages but the first of every list, so that fetching them anew is one request each. */
export function keepFirstPages(queries: QueryClient): void {
  const lists = {
    predicate: ({ state }: { readonly state: { readonly data: unknown } }) => isPaged(state.data),
  };
  queries.setQueriesData<InfiniteData<unknown>>(
    lists,
    (list) => list && { pages: list.pages.slice(0, 1), pageParams: list.pageParams.slice(0, 1) },
  );
}

function isPaged(data: unknown): data is InfiniteData<unknown> {
  return typeof data === 'object' && data !== null && 'pages' in data && 'pageParams' in data;
}
