import type { Follow } from '../gateway.js';
import { refetchSoon } from './refetch-soon.js';
import { freshKey, inviteStateQuery } from './audit.js';

/** Looks for what is new in the log whenever the gateway tells of an event, and names invites as they are. */
export const follow: Follow = (message, queries) => {
  if (message.s !== undefined) refetchSoon(queries, freshKey);
  switch (message.op) {
    case 'INVITE_CREATE':
    case 'INVITE_UPDATE':
    case 'INVITE_DELETE': {
      const { code, label } = message.d;
      queries.setQueryData(
        inviteStateQuery(code).queryKey,
        (known) => known && { ...known, label },
      );
      return;
    }
    default:
      return;
  }
};
