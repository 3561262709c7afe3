import { isEventType, type EventType } from './event-types.js';
import { isPerson, isUserId, SYSTEM } from './person-id.js';
import { textOf, timeIn, without } from './search-params.js';

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

const INVITE = /^([0-9A-Za-z]{8,32}|~[1-9]\d{0,14})$/;
const STREAM = /^[\x21-\x7e]{1,200}$/;
const POSITION = /^[1-9]\d{0,14}$/;

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
