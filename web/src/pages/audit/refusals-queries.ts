import { answerOf, type components } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.js';
import { freshKey } from './queries.js';

export type RefusedJoin = components['schemas']['RefusedJoinDto'];
export type Outlook = components['schemas']['JoinOutlookDto'];

/** Whose joins, or joins by which invite; of one person by one invite if both are given. */
export interface Asked {
  /** A user id or a public key. */
  readonly person?: string;
  readonly invite?: string;
}

export interface Refusals {
  readonly refusals: readonly (RefusedJoin & { readonly now?: Outlook })[];
  /** What would come of it now: by the invite that was asked for, or without one. */
  readonly now: Outlook | null;
}

const MOST = 100;

export function refusalsQuery({ person, invite }: Asked) {
  return queryOptions<Refusals>({
    queryKey: [...freshKey, 'refusals', person ?? null, invite ?? null],
    enabled: person !== undefined || invite !== undefined,
    // No message tells of a refused join.
    staleTime: 0,
    queryFn: async () => {
      if (invite !== undefined) {
        const query = { limit: MOST, ...(person !== undefined && { user: person }) };
        const params = { path: { code: invite }, query };
        return answerOf(api.GET('/api/v1/audit/invites/{code}/refusals', { params }));
      }
      const params = { path: { pubkey: person ?? '' }, query: { limit: MOST } };
      const answer = await answerOf(api.GET('/api/v1/audit/members/{pubkey}/refusals', { params }));
      return { refusals: answer.refusals, now: answer.direct };
    },
  });
}
