import type { paths } from '@gatehouse/sdk';
import { parseInviteLink, type OwnUrls } from '../hooks/parse-invite-link.js';

/** The code that a text is, or leads to. @param own this community's URLs */
export function codeIn(text: string, own: OwnUrls): string | undefined {
  const target = parseInviteLink(text, own);
  return target.kind === 'here' ? target.code : undefined;
}

/** As long as a label can be, and longer than any code. */
const MAX_SEARCHED = 100;

/** What the server is to search for; `undefined` for nothing. @param own this community's URLs */
export function searchedFor(text: string, own: OwnUrls): string | undefined {
  const wanted = codeIn(text, own) ?? text.trim();
  return wanted === '' ? undefined : [...wanted].slice(0, MAX_SEARCHED).join('');
}

type ListQuery = NonNullable<paths['/api/v1/invites']['get']['parameters']['query']>;
export type Order = NonNullable<ListQuery['order']>;

/** The orders that a list can be put into. */
export const ORDERS = [
  'newest',
  'oldest',
  'expiry',
  'uses',
  'label',
] as const satisfies readonly Order[];
