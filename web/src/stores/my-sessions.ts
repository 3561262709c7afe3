import type { OpenSession } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { listSessions } from '../api/sessions.js';

/** The gateway tells nothing of them. */
const POLL_MS = 30_000;

/** Where I am signed in, this very session first. */
export const mySessionsQuery = queryOptions<readonly OpenSession[]>({
  queryKey: ['my-sessions'],
  queryFn: async () => {
    const sessions = await listSessions();
    return sessions.toSorted((one, other) => Number(other.is_current) - Number(one.is_current));
  },
  staleTime: 0,
  refetchInterval: POLL_MS,
  refetchOnWindowFocus: true,
});
