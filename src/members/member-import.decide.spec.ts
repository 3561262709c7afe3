import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, OWNER } from '../../test/support/authority.js';
import { given, NOW, refusalOf, type Past } from '../../test/support/given.js';
import type { RoleId, UserId } from '../platform/ids.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { OPERATOR, type Authority } from '../roles/authority.js';
import { importedBeforeFold } from './imported-before.fold.js';
import type { MemberEvent } from './member.events.js';
import { decideImportPerson, type ImportedPerson } from './member-import.decide.js';
import { memberFold } from './member.fold.js';

type UserEvent = MemberEvent | IdentityEvent;

const userId = 'bob' as UserId;
const mod = 'mod' as UserId;
const helper = 'helper' as RoleId;
const THEN = '2025-03-01T08:00:00.000Z';
const FUTURE = '2027-01-01T00:00:00.000Z';
const imported = (at: string, by: UserId | null = null) => ({ from: 'decentcom', at, by }) as const;

const nobody: ImportedPerson = {
  key: { userId, pubkey: 'bobKey' },
  display_name: null,
  registered_at: null,
  membership: undefined,
  ban: undefined,
  listing: undefined,
};
const fact = { at: THEN, by: mod, notes: [] };
const member: ImportedPerson = {
  ...nobody,
  display_name: 'Bob',
  registered_at: THEN,
  membership: { at: THEN, by: null, notes: [], role_ids: [helper] },
};
const banned: ImportedPerson = { ...nobody, ban: { ...fact, reason: 'spam' } };
const listed: ImportedPerson = { ...nobody, listing: fact };

function decide(
  person: ImportedPerson,
  past: readonly Past<UserEvent>[] = [],
  { actor = OPERATOR, owner = null }: { actor?: Authority; owner?: UserId | null } = {},
) {
  return decideImportPerson(person, {
    actor,
    registered: past.some(({ type }) => type === 'UserRegistered'),
    state: given(memberFold, past),
    before: given(importedBeforeFold, past),
    owner,
    rolesHere: person.membership?.role_ids ?? [],
    now: NOW,
  });
}

/** What the import of a person leaves in their stream. */
function eventsOf(person: ImportedPerson, past: readonly Past<UserEvent>[] = []) {
  const decision = decide(person, past);
  return 'events' in decision ? decision.events : [];
}

describe('a member of another community', () => {
  it('is registered, named and in, since when they were there', () => {
    expect(eventsOf(member)).toEqual([
      {
        type: 'UserRegistered',
        data: { user_id: userId, pubkey: 'bobKey', imported: imported(THEN) },
      },
      {
        type: 'DisplayNameChanged',
        data: { user_id: userId, display_name: 'Bob', imported: imported(THEN) },
      },
      {
        type: 'MemberJoined',
        data: {
          user_id: userId,
          invite_code: null,
          invited_by: null,
          role_ids: [helper],
          imported: imported(THEN),
        },
      },
    ]);
    expect(given(memberFold, eventsOf(member)).joined_at).toBe(THEN);
  });

  it('came at the latest now, whatever a clock there said', () => {
    const late = { ...member, membership: { at: FUTURE, by: null, notes: [], role_ids: [] } };
    expect(given(memberFold, eventsOf(late)).joined_at).toBe(NOW);
  });

  it('keeps the name and the registration that they have here', () => {
    const past: UserEvent[] = [
      { type: 'UserRegistered', data: { user_id: userId, pubkey: 'bobKey' } },
      { type: 'DisplayNameChanged', data: { user_id: userId, display_name: 'Robert' } },
    ];
    expect(eventsOf(member, past).map(({ type }) => type)).toEqual(['MemberJoined']);
  });

  it('is not imported a second time, whatever has become of them', () => {
    const since: readonly UserEvent[][] = [
      [],
      [{ type: 'MemberLeft', data: { user_id: userId } }],
      [{ type: 'MemberKicked', data: { user_id: userId } }],
    ];
    for (const more of since) {
      expect(decide(member, [...eventsOf(member), ...more])).toEqual({
        events: [],
        outcomes: { member: { outcome: 'there', imported: true } },
      });
    }
  });

  it('who is a member here already keeps the roles from here', () => {
    const joined: UserEvent = {
      type: 'MemberJoined',
      data: { user_id: userId, invite_code: null, invited_by: null, role_ids: [] },
    };
    expect(decide(member, [joined])).toEqual({
      events: [],
      outcomes: { member: { outcome: 'there', imported: false } },
    });
  });

  it('does not get in past a ban, from there or from here', () => {
    const ban: UserEvent = { type: 'MemberBanned', data: { user_id: userId, was_member: false } };
    expect(decide(member, [ban])).toEqual({
      events: [],
      outcomes: { member: { outcome: 'skipped', why: 'banned_here' } },
    });
    expect(decide({ ...member, ban: banned.ban })).toMatchObject({
      events: [{ type: 'PublicKeyRecorded' }, { type: 'MemberBanned', reason: 'spam' }],
      outcomes: { member: { outcome: 'skipped', why: 'banned' }, ban: { outcome: 'taken' } },
    });
  });
});

describe('a ban and an entry of the allowlist', () => {
  it('are told as what they were, with who and when', () => {
    const { ban, listing } = given(memberFold, eventsOf({ ...banned, listing: fact }));
    expect(ban).toEqual({ banned_by: mod, banned_at: THEN, reason: 'spam' });
    expect(listing).toEqual({ added_by: mod, added_at: THEN });
  });

  it('record the key once', () => {
    const types = eventsOf({ ...banned, listing: fact }).map(({ type }) => type);
    expect(types).toEqual(['PublicKeyRecorded', 'MemberBanned', 'UserAllowlisted']);
    expect(eventsOf({ ...member, listing: fact }).map(({ type }) => type)).not.toContain(
      'PublicKeyRecorded',
    );
  });

  it('are not imported again when they were lifted here', () => {
    const past: UserEvent[] = [
      ...eventsOf({ ...banned, listing: fact }),
      { type: 'MemberUnbanned', data: { user_id: userId } },
      { type: 'UserUnlisted', data: { user_id: userId } },
    ];
    expect(eventsOf(banned, past)).toEqual([]);
    expect(eventsOf(listed, past)).toEqual([]);
  });

  it('never ban the owner', () => {
    expect(decide(banned, [], { owner: userId })).toEqual({
      events: [],
      outcomes: { ban: { outcome: 'skipped', why: 'is_owner' } },
    });
  });
});

describe('whoever was erased here', () => {
  it('is not brought back, neither as a member nor on a list', () => {
    const past = [{ type: 'UserErased', data: { user_id: userId } }] as const;
    const outcome = { outcome: 'skipped', why: 'erased_here' };
    expect(decide(member, past)).toEqual({ events: [], outcomes: { member: outcome } });
    expect(decide({ ...banned, listing: fact }, past)).toEqual({
      events: [],
      outcomes: { ban: outcome, allowlist: outcome },
    });
  });
});

describe('who may do it', () => {
  it('is the operator alone', () => {
    for (const actor of [OWNER, ADMINISTRATOR]) {
      expect(refusalOf(decide(member, [], { actor }))).toBe('MISSING_PERMISSION');
    }
  });
});
