import type { QueryClient } from '@tanstack/react-query';
import type { Follow } from '../gateway.js';
import { refetchSoon } from './refetch-soon.js';
import { hear, heardQuery } from './heard-invites.js';
import { meQuery } from './community.js';
import { FOUND, LISTS, MINE, ONE, REDEMPTIONS, redemptionsKey } from './invites.js';
import { timelineKey } from './invite-timeline.js';

/** How long a rush of uses may go on before the lists of them are fetched anew: each is many requests. */
const RUSH_MS = 2000;

/** Keeps the lists of invites, and what is shown of one, up to date. */
export const follow: Follow = (message, queries) => {
  switch (message.op) {
    case 'INVITE_CREATE':
    case 'INVITE_UPDATE':
    case 'INVITE_DELETE':
      // While none are shown there is nothing to keep up to date.
      if (areShown(queries)) hear(queries, message.d);
      if (message.d.created_by === queries.getQueryData(meQuery.queryKey)?.user_id) {
        refetchSoon(queries, MINE);
      }
      refetchSoon(queries, FOUND, RUSH_MS);
      refetchSoon(queries, timelineKey(message.d.code), RUSH_MS);
      refetchSoon(queries, redemptionsKey(message.d.code), RUSH_MS);
      return;
    case 'SERVER_UPDATE':
    case 'ROLE_UPDATE':
    case 'ROLE_DELETE':
    case 'MEMBER_ROLE_ADD':
    case 'MEMBER_ROLE_REMOVE':
      refetchAll(queries);
      return;
    case 'MEMBER_UPDATE':
    case 'MEMBER_LEAVE':
      // Whoever comes in says their name later, if ever; whoever was erased leaves without one.
      refetchSoon(queries, REDEMPTIONS, RUSH_MS);
      return;
    default:
      return;
  }
};

/**
 * What an invite is blocked by hangs on the mode and on its inviter's rights, and those on what roles permit and where they
 * stand: of that nothing else tells.
 */
function refetchAll(queries: QueryClient): void {
  for (const key of [LISTS, FOUND, MINE, ONE]) refetchSoon(queries, key, RUSH_MS);
}

function areShown(queries: QueryClient): boolean {
  const known = queries.getQueryCache().findAll({ queryKey: ['invites'] });
  return known.some(({ queryKey }) => queryKey[1] !== heardQuery.queryKey[1]);
}
