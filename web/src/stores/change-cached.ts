import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Changes what is cached under a key; once more if it is on its way: a fetch that ends brings back what it
 * began with. `change` must not mind being made twice.
 */
export function changeCached<Data>(
  queries: QueryClient,
  queryKey: QueryKey,
  change: (data: Data) => Data,
): void {
  for (const query of queries.getQueryCache().findAll({ queryKey })) {
    const apply = (): void => {
      const { isInvalidated } = query.state;
      queries.setQueryData<Data>(query.queryKey, (data) => data && change(data));
      // One change does not make up for those that were missed.
      if (isInvalidated) query.invalidate();
    };
    apply();
    void query.promise?.then(apply, apply);
  }
}
