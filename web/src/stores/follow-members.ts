import type { Member } from '@gatehouse/sdk';
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { foundMembersKey, memberListKey, memberQuery, membersKey } from './members.js';
import { treeKey } from './invite-tree.js';
import { joinsKey } from './joins.js';
import { noteDeparture, noteReturn } from './departed.js';
import { forgetNewcomer, hearNewcomer } from './newcomers.js';
import type { Page } from './pages.js';
import { changeCached } from './change-cached.js';
import type { Follow } from '../gateway.js';
import { refetchSoon } from './refetch-soon.js';

/** Keeps the members up to date: who comes and goes, their names and roles. */
export const follow: Follow = (message, queries) => {
  switch (message.op) {
    case 'MEMBER_JOIN': {
      const member = { invite_code: null, invited_by: null, ...message.d };
      changePages(queries, memberListKey, (members, isLast) => {
        const others = members.filter(({ user_id }) => user_id !== member.user_id);
        return isLast ? [...others, member] : others;
      });
      noteReturn(member.user_id);
      // The end of the list, where they stand, may be far away.
      if (!isWhole(queries)) hearNewcomer(member);
      refetchFound(queries);
      refetchTree(queries);
      // What is counted takes long, and nobody waits for it.
      refetchSoon(queries, joinsKey, COUNTED_MS);
      if (member.pubkey !== null) queries.setQueryData(memberQuery(member.pubkey).queryKey, member);
      return;
    }
    case 'MEMBER_LEAVE':
    case 'MEMBER_KICK':
    case 'MEMBER_BAN': {
      const { user_id: gone } = message.d;
      changeLists(queries, (members) => members.filter(({ user_id }) => user_id !== gone));
      forgetNewcomer(gone);
      noteDeparture(gone);
      refetchTree(queries);
      // Who stayed is counted, too.
      refetchSoon(queries, joinsKey, COUNTED_MS);
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
      refetchFound(queries);
      refetchTree(queries);
      return;
    }
    case 'MEMBER_ROLE_ADD': {
      const { user_id, role_id } = message.d;
      changeOne(queries, user_id, (member) => ({
        ...member,
        roles: [...member.roles.filter((id) => id !== role_id), role_id],
      }));
      refetchFound(queries);
      return;
    }
    case 'MEMBER_ROLE_REMOVE': {
      const { user_id, role_id } = message.d;
      changeOne(queries, user_id, (member) => withoutRole(member, role_id));
      refetchFound(queries);
      return;
    }
    case 'ROLE_DELETE': {
      const { id } = message.d;
      changeLists(queries, (members) => members.map((member) => withoutRole(member, id)));
      refetchFound(queries);
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
  refetchSoon(queries, treeKey, FOUND_MS);
}

/** How long what is counted may be out of date, in milliseconds. */
const COUNTED_MS = 5000;

/** How long who is searched for, or who brought whom, may be out of date, in milliseconds: each page is a request. */
const FOUND_MS = 1500;

/** Who belongs to what is searched for, only the server knows. */
function refetchFound(queries: QueryClient): void {
  refetchSoon(queries, foundMembersKey, FOUND_MS);
}

type MemberPages = InfiniteData<Page<Member>>;

/** Whether the list of all members was fetched to its end, or not at all. */
function isWhole(queries: QueryClient): boolean {
  const last = queries.getQueryData<MemberPages>(memberListKey)?.pages.at(-1);
  return (last?.next_cursor ?? null) === null;
}

type Change = (members: readonly Member[], isLast: boolean) => readonly Member[];

/** Changes each page of a list that was fetched; only the last page knows who comes next. */
function changePages(queries: QueryClient, key: QueryKey, change: Change): void {
  changeCached<MemberPages>(queries, key, (data) => ({
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: change(page.items, page.next_cursor === null),
    })),
  }));
}

/** Changes those who are known in all lists. */
function changeLists(queries: QueryClient, change: Change): void {
  changePages(queries, memberListKey, change);
  changePages(queries, foundMembersKey, change);
}

function changeOne(queries: QueryClient, userId: string, change: (member: Member) => Member): void {
  const changed = (member: Member): Member => (member.user_id === userId ? change(member) : member);
  changeLists(queries, (members) => members.map(changed));
  changeCached(queries, [...membersKey, 'one'], changed);
}
