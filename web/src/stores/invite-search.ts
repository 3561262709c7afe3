import type { paths } from '@gatehouse/sdk';
import { parseInviteLink, type OwnUrls } from '../hooks/parse-invite-link.js';
import { textOf, without } from './search-params.js';
import { SHOWN, type Shown } from './shown-invites.js';

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

/** Which invites are listed, and how. It stands in the address, so that a link or going back shows the same list. */
export interface ListSearch {
  /** Active ones, if nothing is said. */
  readonly status?: Exclude<Shown, 'active'>;
  /** What was typed. */
  readonly q?: string;
  /** The newest first, if nothing is said. */
  readonly order?: Exclude<Order, 'newest'>;
}

const isStatus = (status: unknown): status is NonNullable<ListSearch['status']> =>
  status !== 'active' && SHOWN.some((each) => each === status);

const isOrder = (order: unknown): order is NonNullable<ListSearch['order']> =>
  order !== 'newest' && ORDERS.some((each) => each === order);

/** The list that an address names; what cannot be one, and what goes without saying, is left out of it. */
export function listIn(search: Readonly<Record<string, unknown>>): ListSearch {
  const { status, order } = search;
  const q = textOf(search.q);
  return without({
    status: isStatus(status) ? status : undefined,
    q: q.trim() === '' ? undefined : q,
    order: isOrder(order) ? order : undefined,
  });
}
