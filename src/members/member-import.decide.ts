import type { Instant } from '../platform/clock.js';
import type { RoleId, UserId } from '../platform/ids.js';
import {
  importedMark,
  skipped,
  taken,
  there,
  type NoteCode,
  type RowOutcome,
} from '../platform/imported.js';
import type { Refusal } from '../platform/refusal.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { requireOperator, type Authority } from '../roles/authority.js';
import type { ImportedBefore } from './imported-before.fold.js';
import type { MemberEvent } from './member.events.js';
import { isMember, type MemberState } from './member.fold.js';
import type { NamedKey } from './moderation.decide.js';

/** A person as another program knew them, in whichever of its lists they were. */
export interface ImportedPerson {
  readonly key: NamedKey;
  readonly display_name: string | null;
  readonly registered_at: Instant | null;
  readonly membership: (ImportedFact & { readonly role_ids: readonly RoleId[] }) | undefined;
  readonly ban: (ImportedFact & { readonly reason: string | undefined }) | undefined;
  readonly listing: ImportedFact | undefined;
}

interface ImportedFact {
  readonly at: Instant | null;
  readonly by: UserId | null;
  readonly notes: readonly NoteCode[];
}

export interface ImportPersonFacts {
  readonly actor: Authority;
  readonly registered: boolean;
  readonly state: MemberState;
  readonly before: ImportedBefore;
  readonly owner: UserId | null;
  /** Those of the person's roles that exist here. */
  readonly rolesHere: readonly RoleId[];
  readonly now: Instant;
}

/** What became of each of a person's rows. */
export interface PersonOutcomes {
  readonly member?: RowOutcome;
  readonly ban?: RowOutcome;
  readonly allowlist?: RowOutcome;
}

interface Part {
  readonly events: readonly (MemberEvent | IdentityEvent)[];
  readonly outcome: RowOutcome;
}

/**
 * Takes over that somebody is a member, banned or listed, each once and for all: what has happened here since
 * stands. Whoever is a member here keeps the roles that they have here.
 */
export function decideImportPerson(
  person: ImportedPerson,
  facts: ImportPersonFacts,
):
  | { readonly events: readonly (MemberEvent | IdentityEvent)[]; readonly outcomes: PersonOutcomes }
  | Refusal {
  const refusal = requireOperator(facts.actor);
  if (refusal) return refusal;
  if (facts.state.erased) return { events: [], outcomes: leftOut(person) };
  const member = person.membership && membership(person, person.membership, facts);
  const keyKnown = facts.state.pubkey !== null || (member?.events.length ?? 0) > 0;
  const ban = person.ban && banned(person, person.ban, facts, keyKnown);
  const keyKnownToo = keyKnown || (ban?.events.length ?? 0) > 0;
  const listing = person.listing && listed(person, person.listing, facts, keyKnownToo);
  return {
    events: [...(member?.events ?? []), ...(ban?.events ?? []), ...(listing?.events ?? [])],
    outcomes: {
      ...(member && { member: member.outcome }),
      ...(ban && { ban: ban.outcome }),
      ...(listing && { allowlist: listing.outcome }),
    },
  };
}

/** Whoever asked to be forgotten is not to be known again because somebody else remembers them. */
function leftOut({ membership, ban, listing }: ImportedPerson): PersonOutcomes {
  const outcome = skipped('erased_here');
  return {
    ...(membership && { member: outcome }),
    ...(ban && { ban: outcome }),
    ...(listing && { allowlist: outcome }),
  };
}

function membership(
  { key, display_name, registered_at, ban }: ImportedPerson,
  { at, by, notes, role_ids }: NonNullable<ImportedPerson['membership']>,
  { registered, state, before, rolesHere, now }: ImportPersonFacts,
): Part {
  const user_id = key.userId;
  if (before.member) return { events: [], outcome: there(true) };
  if (isMember(state)) return { events: [], outcome: there(false) };
  if (ban) return { events: [], outcome: skipped('banned') };
  if (state.ban) return { events: [], outcome: skipped('banned_here') };
  const known = importedMark(registered_at, now);
  const events: (MemberEvent | IdentityEvent)[] = [];
  if (!registered) {
    events.push({ type: 'UserRegistered', data: { user_id, pubkey: key.pubkey, ...known } });
  }
  if (display_name !== null && state.display_name === null) {
    events.push({ type: 'DisplayNameChanged', data: { user_id, display_name, ...known } });
  }
  const joined = { user_id, invite_code: null, invited_by: null, role_ids: rolesHere };
  events.push({ type: 'MemberJoined', data: { ...joined, ...importedMark(at, now, by) } });
  const isLacking = rolesHere.length < role_ids.length && !notes.includes('role_dropped');
  return { events, outcome: taken(isLacking ? [...notes, 'role_dropped'] : notes) };
}

function banned(
  { key }: ImportedPerson,
  { at, by, reason, notes }: NonNullable<ImportedPerson['ban']>,
  { state, before, owner, now }: ImportPersonFacts,
  keyKnown: boolean,
): Part {
  if (before.ban || state.ban) return { events: [], outcome: there(before.ban) };
  if (owner === key.userId) return { events: [], outcome: skipped('is_owner') };
  const data = { user_id: key.userId, was_member: isMember(state), ...importedMark(at, now, by) };
  return {
    events: [...recorded(key, keyKnown, now), { type: 'MemberBanned', data, reason }],
    outcome: taken(notes),
  };
}

function listed(
  { key }: ImportedPerson,
  { at, by, notes }: NonNullable<ImportedPerson['listing']>,
  { state, before, now }: ImportPersonFacts,
  keyKnown: boolean,
): Part {
  if (before.listing || state.listing) return { events: [], outcome: there(before.listing) };
  const data = { user_id: key.userId, ...importedMark(at, now, by) };
  return {
    events: [...recorded(key, keyKnown, now), { type: 'UserAllowlisted', data }],
    outcome: taken(notes),
  };
}

function recorded(
  { userId, pubkey }: NamedKey,
  keyKnown: boolean,
  now: Instant,
): readonly IdentityEvent[] {
  if (keyKnown) return [];
  const data = { user_id: userId, pubkey, ...importedMark(null, now) };
  return [{ type: 'PublicKeyRecorded', data }];
}
