import { refetchSoon } from './refetch-soon.js';
import type { Follow } from '../gateway.js';

/** Keeps the names of people up to date, wherever they are shown. */
export const follow: Follow = (message, queries) => {
  switch (message.op) {
    case 'MEMBER_JOIN':
    case 'MEMBER_LEAVE':
    case 'MEMBER_KICK':
    case 'MEMBER_BAN':
    case 'MEMBER_UPDATE':
      refetchSoon(queries, ['person', message.d.user_id]);
      return;
    default:
      return;
  }
};
