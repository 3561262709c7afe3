import { Problem, type OpenSession } from '@gatehouse/sdk';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { endOtherSessions, endSession, listSessions } from '../api/sessions.js';

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

/** @throws Problem, Unreachable */
export async function endMySession(queries: QueryClient, id: string): Promise<void> {
  try {
    await endSession(id);
  } catch (error) {
    // It had ended by then: that is what was wanted.
    if (!(error instanceof Problem && error.code === 'NOT_FOUND')) throw error;
  }
  await queries.invalidateQueries(mySessionsQuery);
}

/** Ends all but the one that asks. @throws Problem, Unreachable */
export async function endMyOtherSessions(queries: QueryClient): Promise<void> {
  await endOtherSessions();
  await queries.invalidateQueries(mySessionsQuery);
}
