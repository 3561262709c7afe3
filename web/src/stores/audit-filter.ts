import { isPublicKey } from '../identity/is-public-key.js';
import { isEventType, type EventType } from './event-types.js';

/** Which events are shown: those that meet all of it. It stands in the address, so that it can be shared. */
export interface Filter {
  readonly type?: EventType;
  /** Whom events are about, or by: a user id. */
  readonly user?: string;
  /** A user id, or `system`. */
  readonly actor?: string;
  /** A code, or what stands for a masked one. */
  readonly invite?: string;
  readonly stream?: string;
  /** RFC 3339; both ends count. */
  readonly from?: string;
  readonly to?: string;
  /** Both ends count. */
  readonly from_position?: number;
  readonly to_position?: number;
}

export const SYSTEM = 'system';

const USER_ID = /^[0-9a-f]{32}$/;
const INVITE = /^([0-9A-Za-z]{8,32}|~[1-9]\d{0,14})$/;
const STREAM = /^[\x21-\x7e]{1,200}$/;
const POSITION = /^[1-9]\d{0,14}$/;

export function isUserId(text: string): boolean {
  return USER_ID.test(text);
}

/** Whether a text can name a person: by public key, or by user id. */
export function isPerson(text: string): boolean {
  return isUserId(text) || isPublicKey(text);
}

/** Whether a text can be a code, or stand for a masked one. */
export function isInvite(text: string): boolean {
  return INVITE.test(text);
}

export function isStream(text: string): boolean {
  return STREAM.test(text);
}

/** A position of the log; `undefined` for what is none. */
export function positionIn(text: unknown): number | undefined {
  return POSITION.test(textOf(text)) ? Number(text) : undefined;
}

/** A time as RFC 3339, in UTC; `undefined` for what is none. */
export function timeIn(text: unknown): string | undefined {
  const time = new Date(textOf(text));
  const isFourDigitYear = time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= 9999;
  return isFourDigitYear ? time.toISOString() : undefined;
}

type Search = Readonly<Record<string, unknown>>;

/** The filter that an address names; what cannot be one is left out of it. */
export function filterIn(search: Search): Filter {
  const text = (name: string, isOne: (text: string) => boolean): string | undefined => {
    const value = textOf(search[name]);
    return isOne(value) ? value : undefined;
  };
  return without({
    type: isEventType(search.type) ? search.type : undefined,
    user: text('user', isPerson),
    actor: text('actor', (one) => isUserId(one) || one === SYSTEM),
    invite: text('invite', isInvite),
    stream: text('stream', isStream),
    from: timeIn(search.from),
    to: timeIn(search.to),
    from_position: positionIn(search.from_position),
    to_position: positionIn(search.to_position),
  });
}

/** The same without what is not there: an address names only what is. */
export function without<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [Key in keyof Fields]?: NonNullable<Fields[Key]> };
}

/** An address that was typed may have numbers where ours have texts. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
