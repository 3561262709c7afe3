import { isPlainText } from '../platform/plain-text.js';

/** The orders that invites can be listed in. */
export const INVITE_ORDERS = ['newest', 'oldest', 'expiry', 'uses', 'label'] as const;
export type InviteOrder = (typeof INVITE_ORDERS)[number];

/** Where a page ended. */
export interface Place {
  /** At which the last invite was created. */
  readonly position: number;
  /** What it was sorted by, as it was then; `undefined` in the orders that go by the position alone. */
  readonly key: string | undefined;
}

/** What a key looks like. */
const KEYS: Readonly<Record<InviteOrder, (key: string | undefined) => boolean>> = {
  newest: (key) => key === undefined,
  oldest: (key) => key === undefined,
  expiry: (key) => isPlainText(key, 1, 24),
  // PostgreSQL compares it as a number of 32 bits.
  uses: (key) => key !== undefined && /^\d{1,9}$/.test(key),
  label: (key) => isPlainText(key, 0, 4000),
};

const CURSOR = /^(?:([a-z]+)\.)?([1-9]\d{0,14})(?:\.([\w-]*))?$/;

/** The cursor of the page behind a place; for `newest` the bare position. */
export function cursorAt(order: InviteOrder, { position, key }: Place): string {
  const prefix = order === 'newest' ? '' : `${order}.`;
  const suffix = key === undefined ? '' : `.${Buffer.from(key).toString('base64url')}`;
  return `${prefix}${position}${suffix}`;
}

/** The place that a cursor of this order holds; `undefined` if it is none, or one of another order. */
export function placeIn(order: InviteOrder, cursor: string): Place | undefined {
  const [, named = 'newest', position, encoded] = CURSOR.exec(cursor) ?? [];
  if (position === undefined || named !== order) return undefined;
  const key = encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString();
  return KEYS[order](key) ? { position: Number(position), key } : undefined;
}
