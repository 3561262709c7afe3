import { answerOf, Problem, type components, type Member } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { api } from './api.js';

/** Whoever a user id is of; `null` if they are no member, or no longer. */
export function personQuery(userId: string) {
  return queryOptions<Member | null>({
    queryKey: ['person', userId],
    queryFn: () => personOf(userId),
  });
}

async function personOf(userId: string): Promise<Member | null> {
  const path = { pubkey: userId };
  try {
    return await answerOf(api.GET('/api/v1/members/{pubkey}', { params: { path } }));
  } catch (error) {
    if (error instanceof Problem && error.code === 'MEMBER_NOT_FOUND') return null;
    throw error;
  }
}

/** How somebody stands, or stood last. */
export type Standing = components['schemas']['StandingDto'];

/** The same of anybody who was ever here, for those who may view the audit log. */
export function standingQuery(userId: string) {
  return queryOptions<Standing | null>({
    queryKey: ['person', userId, 'standing'],
    queryFn: async () => {
      const params = { path: { pubkey: userId }, query: { limit: 1 } };
      return (await answerOf(api.GET('/api/v1/audit/members/{pubkey}', { params }))).state;
    },
  });
}
