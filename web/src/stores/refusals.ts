import { type components } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { refusalsOfInvite, refusalsOfMember } from '../api/audit.js';
import { freshKey } from './audit.js';

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
        return refusalsOfInvite(invite, query);
      }
      const answer = await refusalsOfMember(person ?? '', { limit: MOST });
      return { refusals: answer.refusals, now: answer.direct };
    },
  });
}
