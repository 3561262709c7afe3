import { textOf, timeIn, without } from './search-params.js';
import { isPerson } from './person-id.js';

/** Which members are shown: those who meet all of it. It stands in the address, so that it can be shared. */
export interface MemberSearch {
  /** What their name or key begins with. */
  readonly q?: string;
  /** A role's id. */
  readonly role?: string;
  /** The code of the invite that they came in by. */
  readonly invite?: string;
  /** Who brought them: a user id, or a public key. */
  readonly invited_by?: string;
  /** RFC 3339; both ends count. */
  readonly joined_from?: string;
  readonly joined_to?: string;
}

const ROLE_ID = /^[0-9A-Za-z]{1,32}$/;
const CODE = /^[0-9A-Za-z]{8,32}$/;
/** What the server takes. */
const MAX_SEARCHED = 100;

/** Whether a text can be a code. */
export function isCode(text: string): boolean {
  return CODE.test(text);
}

/** What an address asks for; what cannot be asked for is left out of it. */
export function memberSearchIn(search: Readonly<Record<string, unknown>>): MemberSearch {
  const text = (name: string, isOne: (text: string) => boolean): string | undefined => {
    const value = textOf(search[name]);
    return isOne(value) ? value : undefined;
  };
  return without({
    q: searchedName(textOf(search.q)),
    role: text('role', (one) => ROLE_ID.test(one)),
    invite: text('invite', isCode),
    invited_by: text('invited_by', isPerson),
    joined_from: timeIn(search.joined_from),
    joined_to: timeIn(search.joined_to),
  });
}

/** What the server is to search for; `undefined` for nothing. The sign behind a shortened key is none of its letters. */
export function searchedName(text: string): string | undefined {
  const wanted = text.trim().replace(/^(\S+)…$/, '$1');
  return wanted === '' ? undefined : [...wanted].slice(0, MAX_SEARCHED).join('');
}

/** Of whoever may not see how members came in, nothing is asked about it: the server would refuse. */
export function allowedSearch(search: MemberSearch, seesInvites: boolean): MemberSearch {
  if (seesInvites) return search;
  const { invite: _, invited_by: __, ...others } = search;
  return others;
}

export function isFiltered(search: MemberSearch): boolean {
  return Object.keys(search).length > 0;
}
