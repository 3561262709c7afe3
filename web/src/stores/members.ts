import { type Member } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { getMember, listMembers } from '../api/members.js';
import type { Page } from './pages.js';

/** All that is cached of members: the list, and each that was looked at. */
export const membersKey = ['members'] as const;
export const memberListKey = [...membersKey, 'list'] as const;

const PAGE = 100;

export async function fetchMembers(
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Member>> {
  const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
  const answer = await listMembers(query, signal);
  return { items: answer.members, next_cursor: answer.next_cursor };
}

export function memberQuery(pubkey: string) {
  return queryOptions<Member>({
    queryKey: [...membersKey, 'one', pubkey],
    queryFn: ({ signal }) => getMember(pubkey, signal),
  });
}
