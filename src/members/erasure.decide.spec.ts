import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, refusalOf, type Past } from '../../test/support/given.js';
import type { UserId } from '../platform/ids.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { OPERATOR, type Authority } from '../roles/authority.js';
import { decideErase } from './erasure.decide.js';
import { decideDirectJoin } from './member.decide.js';
import type { MemberEvent } from './member.events.js';
import { memberFold } from './member.fold.js';
import { keyRecorded } from './moderation.decide.js';

type UserEvent = MemberEvent | IdentityEvent;

const userId = 'bob' as UserId;
const data = { user_id: userId };
const registered: UserEvent = { type: 'UserRegistered', data: { ...data, pubkey: 'bobKey' } };
const named: UserEvent = { type: 'DisplayNameChanged', data: { ...data, display_name: 'Bob' } };
const joined: UserEvent = {
  type: 'MemberJoined',
  data: { ...data, invite_code: null, invited_by: null, role_ids: [] },
};
const listed: UserEvent = { type: 'UserAllowlisted', data };
const unlisted: UserEvent = { type: 'UserUnlisted', data };
const left: UserEvent = { type: 'MemberLeft', data };
const banned: UserEvent = {
  type: 'MemberBanned',
  data: { ...data, was_member: true },
  reason: 'spam',
};
const unbanned: UserEvent = { type: 'MemberUnbanned', data };
const erased: UserEvent = { type: 'UserErased', data };

const state = (...past: readonly Past<UserEvent>[]) => given(memberFold, past);

/** Bob, whose highest role stands at a position; somebody who is not in stands below all. */
const at = (position: number): Authority => ({ ...memberWith(), userId, position });
const outside: Authority = { ...OUTSIDER, userId };

const manager = memberWith('manage_server');

function erase(past: readonly Past<UserEvent>[], actor = manager, target = outside) {
  return decideErase({ state: state(...past), version: past.length }, { actor, target });
}

describe('an erasure', () => {
  it('of a member is followed by their leaving, and nothing stands on the allowlist', () => {
    expect(erase([registered, named, joined], manager, at(0))).toEqual([erased, left]);
    expect(erase([registered, listed, joined], manager, at(0))).toEqual([unlisted, erased, left]);
  });

  it('holds no word of the person, nor one of whoever does it', () => {
    for (const event of [erase([registered, named, joined], manager, at(0))].flat()) {
      expect(event).toEqual({ type: expect.any(String), data: { user_id: userId } });
    }
  });

  it.each([
    ['has never joined', [registered]],
    ['has left', [registered, joined, left]],
    ['is banned', [registered, joined, banned]],
    ['was named only', [{ type: 'PublicKeyRecorded', data: { ...data, pubkey: 'bobKey' } }]],
    ['has come back', [registered, erased, registered]],
    ['was banned again', [registered, erased, banned]],
  ] satisfies [string, UserEvent[]][])('is of somebody who %s, too', (_, past) => {
    expect(erase(past)).toEqual([erased]);
  });

  it('done again changes nothing', () => {
    expect(erase([registered, joined, erased, left])).toEqual([]);
    expect(erase([registered, joined, banned, erased])).toEqual([]);
  });

  it('is of nobody who was never here', () => {
    expect(refusalOf(erase([]))).toBe('MEMBER_NOT_FOUND');
  });

  it.each([
    [9, undefined],
    [10, 'ROLE_HIERARCHY'],
    [11, 'ROLE_HIERARCHY'],
  ])('of somebody at position %d, by somebody at 10: %s', (position, refusal) => {
    for (const actor of [manager, ADMINISTRATOR]) {
      const decision = erase([registered, joined], actor, at(position));
      if (refusal) expect(refusalOf(decision)).toBe(refusal);
      else expect(decision).toEqual([erased, left]);
    }
  });

  it('takes manage_server, before anything is told', () => {
    expect(refusalOf(erase([], memberWith('ban_members')))).toBe('MISSING_PERMISSION');
    expect(refusalOf(erase([], OUTSIDER))).toBe('NOT_A_MEMBER');
  });

  it('is not of the owner, whoever asks', () => {
    for (const actor of [OWNER, OPERATOR, ADMINISTRATOR]) {
      expect(refusalOf(erase([registered, joined], actor, OWNER))).toBe('OWNER_CANNOT_LEAVE');
    }
    expect(erase([registered, joined], OPERATOR, at(999))).toEqual([erased, left]);
  });
});

describe('whoever was erased', () => {
  it('has no key, no name and no reason any more', () => {
    expect(state(registered, named, joined, banned, erased)).toEqual({
      ...state(),
      ban: { banned_by: 'system', banned_at: '2026-11-22T10:00:00.000Z', reason: null },
      erased: true,
    });
  });

  it('stays banned', () => {
    const past = state(registered, banned, erased);
    expect(refusalOf(decideDirectJoin(userId, past, 'open'))).toBe('MEMBER_BANNED');
    expect(state(registered, banned, erased, unbanned).ban).toBeNull();
  });

  it('joins again only after signing in', () => {
    expect(refusalOf(decideDirectJoin(userId, state(registered, erased), 'open'))).toBe(
      'UNAUTHENTICATED',
    );
    expect(decideDirectJoin(userId, state(registered, erased, registered), 'open')).toEqual([
      joined,
    ]);
  });

  it('can be named again by key', () => {
    const key = { userId, pubkey: 'bobKey' };
    expect(keyRecorded(key, state(registered, erased))).toHaveLength(1);
    expect(keyRecorded(key, state(registered, erased, registered))).toEqual([]);
  });
});
