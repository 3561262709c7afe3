import { isPlainText } from '../platform/plain-text.js';

/**
 * What a list of members goes by: their joins as they stand in the log; the time of the join, which is another for
 * those who were imported; or their name, for what is searched by it.
 */
export type MemberOrder = 'joined' | 'time' | 'name';

/** Where a page ended. */
export interface MemberPlace {
  /** The time or the name; `undefined` where it goes by the position alone. */
  readonly key: string | undefined;
  /** What tells those apart that are alike: the position of the join, or by name the user id. */
  readonly tie: string;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const POSITION = /^[1-9]\d{0,14}$/;
const USER_ID = /^[0-9a-f]{32}$/;

const PLACES: Readonly<Record<MemberOrder, (place: MemberPlace) => boolean>> = {
  joined: ({ key, tie }) => key === undefined && POSITION.test(tie),
  time: ({ key, tie }) => key !== undefined && TIME.test(key) && POSITION.test(tie),
  // Whoever is found by their key may have no name.
  name: ({ key, tie }) => isPlainText(key, 0, 4000) && USER_ID.test(tie),
};

const CURSOR = /^(?:(time|name)\.)?([0-9a-f]{1,32})(?:\.([\w-]*))?$/;

/** The cursor of the page behind a place; in the order of joins the bare position. */
export function memberCursorAt(order: MemberOrder, { key, tie }: MemberPlace): string {
  const prefix = order === 'joined' ? '' : `${order}.`;
  const suffix = key === undefined ? '' : `.${Buffer.from(key).toString('base64url')}`;
  return `${prefix}${tie}${suffix}`;
}

/** The place that a cursor of this order holds; `undefined` if it is none, or one of another order. */
export function memberPlaceIn(order: MemberOrder, cursor: string): MemberPlace | undefined {
  const [, named = 'joined', tie, encoded] = CURSOR.exec(cursor) ?? [];
  if (tie === undefined || named !== order) return undefined;
  const key = encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString();
  return PLACES[order]({ key, tie }) ? { key, tie } : undefined;
}
