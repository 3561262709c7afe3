import type { Follow } from '../../live/live.js';
import { refetchSoon } from '../../live/refetch-soon.js';
import { bansKey } from './queries.js';

/** New bans are told of; that one was lifted is not, and is seen when the list is next asked for. */
export const follow: Follow = ({ op }, queries) => {
  if (op === 'MEMBER_BAN' || op === 'MEMBER_JOIN') refetchSoon(queries, bansKey);
};
