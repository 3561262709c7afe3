import { ownUrls } from '../../boot/boot.js';
import type { EventType } from '../../stores/event-types.js';
import { isInvite, isStream, positionIn, type Filter } from '../../stores/audit-filter.js';
import { timeIn, without } from '../../stores/search-params.js';
import { codeIn as codeOf } from '../../stores/invite-search.js';
import { localTime } from '../shared/local-time.js';

/** What was typed, as it was typed; people have fields of their own. */
export interface Draft {
  readonly type: EventType | '';
  readonly invite: string;
  readonly stream: string;
  /** Of a `datetime-local` field, in the time of this device. */
  readonly from: string;
  readonly to: string;
  readonly from_position: string;
  readonly to_position: string;
}

/** What is wrong with a field; the words stand in the catalogue. */
export type Fault = 'invite' | 'stream' | 'position' | 'time' | 'order';

export type Faults = Readonly<Partial<Record<keyof Draft, Fault>>>;

export function draftOf(filter: Filter): Draft {
  const { type, invite, stream, from, to, from_position: first, to_position: last } = filter;
  return {
    type: type ?? '',
    invite: invite ?? '',
    stream: stream ?? '',
    from: localTime(from),
    to: localTime(to),
    from_position: first === undefined ? '' : String(first),
    to_position: last === undefined ? '' : String(last),
  };
}

/** What the server would refuse, found before it is asked. */
export function faultsOf(draft: Draft): Faults {
  const terms = termsIn(draft);
  const missing = (name: Exclude<keyof Draft, 'type'>): boolean =>
    draft[name].trim() !== '' && terms[name] === undefined;
  const isTurned = (one: string | number | undefined, other: typeof one): boolean =>
    one !== undefined && other !== undefined && one > other;
  return without<Faults>({
    invite: missing('invite') ? 'invite' : undefined,
    stream: missing('stream') ? 'stream' : undefined,
    from: missing('from') ? 'time' : undefined,
    to: missing('to') ? 'time' : isTurned(terms.from, terms.to) ? 'order' : undefined,
    from_position: missing('from_position') ? 'position' : undefined,
    to_position: missing('to_position')
      ? 'position'
      : isTurned(terms.from_position, terms.to_position)
        ? 'order'
        : undefined,
  } as Faults);
}

/** The terms that were typed, without those that are none. */
export function termsIn(draft: Draft): Filter {
  const invite = codeIn(draft.invite.trim());
  const stream = draft.stream.trim();
  return without({
    type: draft.type === '' ? undefined : draft.type,
    invite: isInvite(invite) ? invite : undefined,
    stream: isStream(stream) ? stream : undefined,
    from: timeIn(draft.from),
    to: timeIn(draft.to),
    from_position: positionIn(draft.from_position.trim()),
    to_position: positionIn(draft.to_position.trim()),
  });
}

/** A code, also of a whole link. */
export function codeIn(text: string): string {
  return codeOf(text, ownUrls) ?? text;
}
