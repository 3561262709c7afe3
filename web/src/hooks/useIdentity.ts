import { queryOptions, useQuery } from '@tanstack/react-query';
import { findIdentity, type Identity } from '../identity/key-store.js';

const identityQuery = queryOptions<Identity | null>({
  queryKey: ['identity'],
  // Not found is an answer, too.
  queryFn: async () => (await findIdentity()) ?? null,
  retry: false,
});

/** The key of this browser, for showing how it is kept. */
export function useIdentity(): {
  readonly identity: Identity | null;
  readonly refresh: () => void;
} {
  const { data, refetch } = useQuery(identityQuery);
  return { identity: data ?? null, refresh: () => void refetch() };
}
