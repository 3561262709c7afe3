import { ownUrls } from '../../boot/boot.js';
import { timeIn, without } from '../../stores/search-params.js';
import { codeIn } from '../../stores/invite-search.js';
import { isCode, type MemberSearch } from '../../stores/member-search.js';
import { localTime } from '../shared/local-time.js';

/** What was typed, as it was typed; whoever brought them has a field of their own. */
export interface Draft {
  /** A code, or a whole link. */
  readonly invite: string;
  /** Of a `datetime-local` field, in the time of this device. */
  readonly joined_from: string;
  readonly joined_to: string;
}

/** What is wrong with a field; the words stand in the catalogue. */
export type Fault = 'invite' | 'time' | 'order';
export type Faults = Readonly<Partial<Record<keyof Draft, Fault>>>;

export function draftOf({ invite = '', joined_from: from, joined_to: to }: MemberSearch): Draft {
  return { invite, joined_from: localTime(from), joined_to: localTime(to) };
}

/** The terms that were typed, without those that are none. */
export function termsIn({ invite, joined_from: from, joined_to: to }: Draft): MemberSearch {
  const text = invite.trim();
  const code = codeIn(text, ownUrls) ?? text;
  return without({
    invite: isCode(code) ? code : undefined,
    joined_from: timeIn(from),
    joined_to: timeIn(to),
  });
}

/** What the server would refuse, found before it is asked. */
export function faultsOf(draft: Draft): Faults {
  const { invite, joined_from: from, joined_to: to } = termsIn(draft);
  const isTurned = from !== undefined && to !== undefined && from > to;
  return without<Faults>({
    invite: draft.invite.trim() !== '' && invite === undefined ? 'invite' : undefined,
    joined_from: draft.joined_from !== '' && from === undefined ? 'time' : undefined,
    joined_to: draft.joined_to !== '' && to === undefined ? 'time' : isTurned ? 'order' : undefined,
  } as Faults);
}
