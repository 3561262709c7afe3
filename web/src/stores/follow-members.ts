import type { Member } from '@gatehouse/sdk';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { memberListKey, memberQuery, membersKey } from './members.js';
import type { Page } from './pages.js';
import { changeCached } from './change-cached.js';
import type { Follow } from '../gateway.js';
import { refetchSoon } from './refetch-soon.js';

/** Keeps the members up to date: who comes and goes, their names and roles. */
export const follow: Follow = (message, queries) => {
  switch (message.op) {
    case 'MEMBER_JOIN': {
      const member = { invite_code: null, invited_by: null, ...message.d };
      changeList(queries, (members, isLast) => {
        const others = members.filter(({ user_id }) => user_id !== member.user_id);
        return isLast ? [...others, member] : others;
      });
      refetchTree(queries);
      if (member.pubkey !== null) queries.setQueryData(memberQuery(member.pubkey).queryKey, member);
      return;
    }
    case 'MEMBER_LEAVE':
    case 'MEMBER_KICK':
    case 'MEMBER_BAN': {
      const { user_id: gone } = message.d;
      changeList(queries, (members) => members.filter(({ user_id }) => user_id !== gone));
      refetchTree(queries);
      // Whoever looks at them is told by the server that they are no member.
      void queries.resetQueries({
        queryKey: [...membersKey, 'one'],
        predicate: ({ state }) => (state.data as Member | undefined)?.user_id === gone,
      });
      return;
    }
    case 'MEMBER_UPDATE': {
      const { user_id, display_name } = message.d;
      changeOne(queries, user_id, (member) => ({ ...member, display_name }));
      refetchTree(queries);
      return;
    }
    case 'MEMBER_ROLE_ADD': {
      const { user_id, role_id } = message.d;
      changeOne(queries, user_id, (member) => ({
        ...member,
        roles: [...member.roles.filter((id) => id !== role_id), role_id],
      }));
      return;
    }
    case 'MEMBER_ROLE_REMOVE': {
      const { user_id, role_id } = message.d;
      changeOne(queries, user_id, (member) => withoutRole(member, role_id));
      return;
    }
    case 'ROLE_DELETE': {
      const { id } = message.d;
      changeList(queries, (members) => members.map((member) => withoutRole(member, id)));
      void queries.invalidateQueries({ queryKey: [...membersKey, 'one'] });
      return;
    }
    default:
  }
};

function withoutRole(member: Member, roleId: string): Member {
  return { ...member, roles: member.roles.filter((id) => id !== roleId) };
}

function refetchTree(queries: QueryClient): void {
  refetchSoon(queries, ['invite-tree']);
}

/** Changes each page of the list that was fetched; only the last page knows who comes next. */
function changeList(
  queries: QueryClient,
  change: (members: readonly Member[], isLast: boolean) => readonly Member[],
): void {
  changeCached<InfiniteData<Page<Member>>>(queries, memberListKey, (data) => ({
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: change(page.items, page.next_cursor === null),
    })),
  }));
}

function changeOne(queries: QueryClient, userId: string, change: (member: Member) => Member): void {
  const changed = (member: Member): Member => (member.user_id === userId ? change(member) : member);
  changeList(queries, (members) => members.map(changed));
  changeCached(queries, [...membersKey, 'one'], changed);
}
