import { type Member } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { getMember, listMembers } from '../api/members.js';
import { isFiltered, searchedName, type MemberSearch } from './member-search.js';
import { usePages, type Page, type Pages } from './pages.js';

/** All that is cached of members: the list, what was searched for, and each that was looked at. */
export const membersKey = ['members'] as const;
export const memberListKey = [...membersKey, 'list'] as const;
/** Of all lists of which only the server knows who belongs there, and where. */
export const foundMembersKey = [...membersKey, 'found'] as const;

const PAGE = 100;
/** So many are offered to somebody who types a name. */
const OFFERED = 20;

export async function fetchMembers(
  cursor: string | undefined,
  signal: AbortSignal,
  search: MemberSearch = {},
): Promise<Page<Member>> {
  const query = { ...search, limit: PAGE, ...(cursor !== undefined && { cursor }) };
  const answer = await listMembers(query, signal);
  return { items: answer.members, next_cursor: answer.next_cursor };
}

/** Members as they are now: all, in the order in which they came, or those who are searched for. */
export function useMembers(search: MemberSearch): Pages<Member> {
  const key = isFiltered(search) ? [...foundMembersKey, search] : memberListKey;
  return usePages(key, (cursor, signal) => fetchMembers(cursor, signal, search));
}

/** The first of those whose name, key or id begins with a text; of all, for an empty one. */
export function offeredQuery(text: string) {
  const q = searchedName(text);
  return queryOptions<readonly Member[]>({
    queryKey: ['offered-members', q ?? ''],
    queryFn: async ({ signal }) => {
      const query = { limit: OFFERED, ...(q !== undefined && { q }) };
      return (await listMembers(query, signal)).members;
    },
    staleTime: 30_000,
  });
}

export function memberQuery(pubkey: string) {
  return queryOptions<Member>({
    queryKey: [...membersKey, 'one', pubkey],
    queryFn: ({ signal }) => getMember(pubkey, signal),
  });
}
