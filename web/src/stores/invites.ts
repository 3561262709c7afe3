import { Problem, type Invite, type Redemption } from '@gatehouse/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { meQuery, queryClient } from './community.js';
import { countInvites, inviteDetails, listInvites } from '../api/invites.js';
import { listMembers } from '../api/members.js';
import { usePages, type Pages } from './pages.js';
import { notePeople } from './person.js';
import { COUNTS, newest, stillThere, useHeard, withHeard } from './heard-invites.js';
import type { Order } from './invite-search.js';
import type { Shown } from './shown-invites.js';

/** As many as the server gives at once. */
const PAGE = 100;

interface Listed {
  readonly status: Shown;
  /** What they have in their label or code. */
  readonly q: string | undefined;
  readonly order: Order;
}

/** Of all lists that what is heard can be put into. */
export const LISTS = ['invites', 'list'] as const;
/** Of each invite that is looked at by itself. */
export const ONE = ['invites', 'one'] as const;
/** Of all lists of which only the server knows what belongs there, and where. */
export const FOUND = ['invites', 'found'] as const;

/** Invites as they are now. */
export function useInvites({ status, q, order }: Listed): Pages<Invite> {
  const isFound = q !== undefined || order !== 'newest';
  const key = isFound ? [...FOUND, status, order, q] : [...LISTS, status];
  const pages = usePages(key, async (cursor, signal) => {
    const query = {
      status,
      order,
      limit: PAGE,
      ...(q !== undefined && { q }),
      ...(cursor !== undefined && { cursor }),
    };
    const { invites, next_cursor } = await listInvites(query, signal);
    return { items: invites, next_cursor };
  });
  const heard = useHeard();
  const { items, hasMore } = pages;
  const current = useMemo(
    () =>
      isFound
        ? stillThere(items, heard, status)
        : withHeard(items, heard, { status, isWhole: !hasMore }),
    [items, heard, isFound, status, hasMore],
  );
  return { ...pages, items: current };
}

/** Of whoever looks. */
export const MINE = ['invites', 'mine'] as const;

/** Their newest that lets people in; `null` if there is none. */
export const myActiveQuery = queryOptions<Invite | null>({
  queryKey: [...MINE, 'active'],
  queryFn: async ({ signal }) => {
    const { user_id: created_by } = await queryClient.query({ ...meQuery, staleTime: 'static' });
    const { invites } = await listInvites({ created_by, status: 'active', limit: 1 }, signal);
    return invites[0] ?? null;
  },
});

/** Whether they have ever made one. */
export const haveInvitedQuery = queryOptions<boolean>({
  queryKey: [...MINE, 'any'],
  queryFn: async ({ signal }) => {
    const { user_id: created_by } = await queryClient.query({ ...meQuery, staleTime: 'static' });
    const { invites } = await listInvites({ created_by, status: 'all', limit: 1 }, signal);
    return invites.length > 0;
  },
});

/** How many there are of each status. */
export const countsQuery = queryOptions({
  queryKey: COUNTS,
  queryFn: ({ signal }) => countInvites(signal),
});

/** How many invites each list has; none are known before the server has said so. */
export function useInviteCounts(): Readonly<Partial<Record<Shown, number>>> {
  const { data } = useQuery(countsQuery);
  if (!data) return {};
  return { ...data, all: Object.values(data).reduce((sum, count) => sum + count, 0) };
}

/** One invite by its code; `null` if there is none. */
export function inviteQuery(code: string) {
  return queryOptions<Invite | null>({
    queryKey: [...ONE, code],
    queryFn: async ({ signal }) => {
      try {
        return await inviteDetails(code, { limit: 1 }, signal);
      } catch (error) {
        if (error instanceof Problem && error.code === 'INVITE_NOT_FOUND') return null;
        throw error;
      }
    },
  });
}

interface FoundInvite {
  readonly invite: Invite | null | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

/** An invite as it is now. `undefined`: not known yet, or nobody asked. */
export function useInvite(code: string | undefined): FoundInvite {
  const { data, error, refetch } = useQuery({
    ...inviteQuery(code ?? ''),
    enabled: code !== undefined,
  });
  const heard = useHeard();
  return {
    invite: code === undefined ? undefined : data && newest(data, heard),
    error: data === undefined ? error : null,
    retry: () => void refetch(),
  };
}

/** Of all invites. */
export const REDEMPTIONS = ['invites', 'redemptions'] as const;
export const redemptionsKey = (code: string) => [...REDEMPTIONS, code] as const;

/** Who used an invite, the latest first; those who are members by it are known as such then. */
export function useRedemptions(code: string): Pages<Redemption> {
  return usePages(redemptionsKey(code), async (cursor, signal) => {
    const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const { redemptions, next_cursor } = await inviteDetails(code, query, signal);
    const [last, first] = [redemptions[0], redemptions.at(-1)];
    if (first && last) {
      const span = { joined_from: first.redeemed_at, joined_to: last.redeemed_at };
      const { members } = await listMembers({ invite: code, ...span, limit: PAGE }, signal);
      notePeople(queryClient, members);
    }
    return { items: redemptions, next_cursor };
  });
}
