import type { Me } from '@gatehouse/sdk';
import { meQuery, rolesQuery, serverQuery } from './community.js';
import { ADMIN, ownerQuery } from './standing.js';
import { changeCached } from './change-cached.js';
import type { Follow } from '../gateway.js';
import { refetchSoon } from './refetch-soon.js';

/** Keeps what every page shows up to date: who I am, the community, its roles. */
export const follow: Follow = (message, queries) => {
  const me = queries.getQueryData<Me>(meQuery.queryKey);
  switch (message.op) {
    case 'HELLO':
      changeCached(queries, meQuery.queryKey, () => message.d.user);
      return;
    case 'SERVER_UPDATE':
      changeCached(queries, serverQuery.queryKey, () => message.d);
      // It does not name the owner, who may be another.
      refetchSoon(queries, ownerQuery.queryKey);
      return;
    case 'MEMBER_JOIN':
      refetchSoon(queries, serverQuery.queryKey);
      return;
    case 'MEMBER_LEAVE':
    case 'MEMBER_KICK':
    case 'MEMBER_BAN':
      refetchSoon(queries, serverQuery.queryKey);
      if (message.d.user_id === me?.user_id) void queries.invalidateQueries(meQuery);
      return;
    case 'MEMBER_UPDATE':
      if (message.d.user_id === me?.user_id) void queries.invalidateQueries(meQuery);
      return;
    case 'MEMBER_ROLE_ADD':
    case 'MEMBER_ROLE_REMOVE':
      if (message.d.user_id === me?.user_id) void queries.invalidateQueries(meQuery);
      // The owner holds it, and another owner gets it.
      if (message.d.role_id === ADMIN) refetchSoon(queries, ownerQuery.queryKey);
      return;
    case 'ROLE_CREATE':
    case 'ROLE_UPDATE':
    case 'ROLE_DELETE':
      refetchSoon(queries, rolesQuery.queryKey);
      // What I may do can hang on it.
      refetchSoon(queries, meQuery.queryKey);
      return;
    case 'READY':
    case 'CLOSE':
    case 'RESYNC':
    case 'INVITE_CREATE':
    case 'INVITE_UPDATE':
    case 'INVITE_DELETE':
      return;
  }
};
