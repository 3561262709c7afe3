import type { Follow } from '../gateway.js';
import { refetchSoon } from './refetch-soon.js';
import { bansKey } from './bans.js';

/** New bans are told of; that one was lifted is not, and is seen when the list is next asked for. */
export const follow: Follow = ({ op }, queries) => {
  if (op === 'MEMBER_BAN' || op === 'MEMBER_JOIN') refetchSoon(queries, bansKey);
};
