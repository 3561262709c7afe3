import { hashKey, type QueryClient } from '@tanstack/react-query';
import { keepFirstPages } from './pages.js';
import { meQuery } from './community.js';

/**
 * Fetches all that is shown anew, until told to stop, whenever I may see other things than before: what was
 * fetched lacks what I was not to see then.
 */
export function refetchOnOtherPermissions(queries: QueryClient): () => void {
  const me = hashKey(meQuery.queryKey);
  const mine = (): number | undefined => queries.getQueryData(meQuery.queryKey)?.permissions;
  let known = mine();
  return queries.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryHash !== me) return;
    const before = known;
    known = mine();
    if (before === undefined || known === before) return;
    keepFirstPages(queries);
    void queries.invalidateQueries({ predicate: ({ queryHash }) => queryHash !== me });
  });
}
