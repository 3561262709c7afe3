import { isInvite, positionIn } from './audit-filter.js';
import { textOf, timeIn, without } from './search-params.js';
import { isPerson } from './person-id.js';

/** What can be looked at as it was. */
export const VIEWS = ['members', 'invite', 'person', 'role', 'settings', 'changes'] as const;
export type View = (typeof VIEWS)[number];

/** A moment of the log, by a position or by a time; now if neither is given. */
export interface MomentSearch {
  readonly position?: number;
  /** RFC 3339. */
  readonly at?: string;
}

/** It stands in the address, so that it can be shared. */
export interface AsOfSearch extends MomentSearch {
  /** `members` if it is not said. */
  readonly view?: View;
  /** Which invite, person or role. */
  readonly of?: string;
  /** The later of two moments, if it is not now. */
  readonly to_position?: number;
  readonly to?: string;
}

const ROLE = /^[0-9A-Za-z]{1,32}$/;

export function asOfIn(search: Readonly<Record<string, unknown>>): AsOfSearch {
  const view = VIEWS.find((each) => each === search.view);
  const of = textOf(search.of);
  const position = positionIn(search.position);
  const later = positionIn(search.to_position);
  return without({
    view,
    of: isOf(view, of) ? of : undefined,
    position,
    at: position === undefined ? timeIn(search.at) : undefined,
    to_position: later,
    to: later === undefined ? timeIn(search.to) : undefined,
  });
}

function isOf(view: View | undefined, of: string): boolean {
  switch (view) {
    case 'invite':
      return isInvite(of);
    case 'person':
      return isPerson(of);
    case 'role':
      return ROLE.test(of);
    default:
      return false;
  }
}
