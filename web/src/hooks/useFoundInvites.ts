import type { Invite } from '@gatehouse/sdk';
import type { Pages } from '../stores/pages.js';
import { ownUrls } from '../boot/boot.js';
import { useInvite, useInvites } from '../stores/invites.js';
import { codeIn, searchedFor, type Order } from '../stores/invite-search.js';
import type { Shown } from '../stores/shown-invites.js';

export interface Found {
  readonly pages: Pages<Invite>;
  readonly isSearch: boolean;
}

/**
 * The invites of a status that have a text in them. Where there is none, the one whose code the text is,
 * whatever its status.
 */
export function useFoundInvites(status: Shown, text: string, order: Order): Found {
  const q = searchedFor(text, ownUrls);
  const pages = useInvites({ status, q, order });
  const isNone = pages.status === 'success' && !pages.hasMore && pages.items.length === 0;
  const named = isNone ? codeIn(text, ownUrls) : undefined;
  const { invite, error } = useInvite(named);
  const isSearch = q !== undefined;
  if (invite) return { pages: { ...pages, items: [invite] }, isSearch };
  const isAsked = named !== undefined && invite === undefined && error === null;
  return { pages: isAsked ? { ...pages, status: 'pending' } : pages, isSearch };
}
