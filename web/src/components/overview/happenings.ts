import type { Message } from '@gatehouse/sdk/gateway';
import type { PersonView } from '../../stores/person.js';

/** Rows that are shown. */
const MOST = 10;

/** Somebody came or went. */
export interface Happening {
  readonly position: Message['s'];
  readonly what: 'joined' | 'left' | 'kicked' | 'banned';
  readonly person: PersonView;
  readonly at: string;
  /** That they came in by, for those who may know. */
  readonly invite: string | null;
}

/** A row: somebody, and how many more came in by the same invite right before them. */
export interface Happened extends Happening {
  readonly others: number;
  /** Where the row began: it stays the same row as more come in. */
  readonly since: Message['s'];
}

/** The latest first. Whoever comes in by an invite while nothing else happens is one row: in a raid it shows the flood. */
export function withHappening(
  known: readonly Happened[],
  happening: Happening,
): readonly Happened[] {
  const [last, ...before] = known;
  return last && goesOn(last, happening)
    ? [{ ...happening, others: last.others + 1, since: last.since }, ...before]
    : [{ ...happening, others: 0, since: happening.position }, ...known].slice(0, MOST);
}

/** Whether it is the same again: somebody else comes in by the same invite. */
export function goesOn(last: Happening | undefined, next: Happening): boolean {
  return next.what === 'joined' && next.invite !== null && last?.invite === next.invite;
}

/** The same, with somebody as they are called now: after an erasure, nothing. */
export function withPerson(known: readonly Happened[], person: PersonView): readonly Happened[] {
  const { user_id } = person;
  return known.map((each) => (each.person.user_id === user_id ? { ...each, person } : each));
}
