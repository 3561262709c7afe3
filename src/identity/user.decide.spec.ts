import { describe, expect, it } from '@jest/globals';
import { given, refusalOf, type Past } from '../../test/support/given.js';
import type { RoleId, UserId } from '../platform/ids.js';
import type { MemberEvent } from '../members/member.events.js';
import type { Membership } from '../members/facts/membership.js';
import { ADMIN } from '../roles/role.events.js';
import { MEMBERSHIP_MODES } from '../server/server.events.js';
import type { IdentityEvent } from './identity.events.js';
import { decideChangeName, decideSignIn, type SignInFacts } from './user.decide.js';
import { userFold } from './user.fold.js';

const user_id = 'bob' as UserId;
const owner = 'olga' as UserId;
const registered: IdentityEvent = { type: 'UserRegistered', data: { user_id, pubkey: 'key' } };
const named = (display_name: string | null): IdentityEvent => ({
  type: 'DisplayNameChanged',
  data: { user_id, display_name },
});
const erased: IdentityEvent = { type: 'UserErased', data: { user_id } };
const appointed = { type: 'OwnerAppointed', data: { user_id } };
const joinedAsAdmin: MemberEvent = {
  type: 'MemberJoined',
  data: { user_id, invite_code: null, invited_by: null, role_ids: [ADMIN] },
};

const stranger: Membership = {
  userId: user_id,
  isMember: false,
  roleIds: [],
  banned: false,
  allowlisted: false,
  erased: false,
};
const facts: SignInFacts = {
  membership: stranger,
  mode: 'invite_only',
  owner,
  becomesOwner: false,
};
const bootstrap: Partial<SignInFacts> = { owner: null, becomesOwner: true };

const user = (...past: readonly Past<IdentityEvent | MemberEvent>[]) => given(userFold, past);
const signIn = (past: readonly Past<IdentityEvent>[], changed: Partial<SignInFacts> = {}) =>
  decideSignIn({ userId: user_id, pubkey: 'key' }, user(...past), { ...facts, ...changed });

describe('signing in', () => {
  it.each(MEMBERSHIP_MODES.filter((mode) => mode !== 'closed'))(
    'registers a key the first time, in the mode %s',
    (mode) => {
      expect(signIn([], { mode })).toEqual({ user: [registered], server: [] });
    },
  );

  it('registers no new key in a closed community', () => {
    expect(refusalOf(signIn([], { mode: 'closed' }))).toBe('MEMBERSHIP_CLOSED');
  });

  it('registers a key in a closed community that waits for its owner, whom the link lets in', () => {
    expect(signIn([], { mode: 'closed', owner: null })).toEqual({ user: [registered], server: [] });
  });

  it.each(MEMBERSHIP_MODES)('again records nothing, in the mode %s', (mode) => {
    expect(signIn([registered], { mode })).toEqual({ user: [], server: [] });
  });

  it('makes no member of anybody', () => {
    for (const mode of MEMBERSHIP_MODES) {
      expect(signIn([registered], { mode, owner: null })).toEqual({ user: [], server: [] });
    }
  });
});

describe('bootstrapping the owner at a sign-in', () => {
  it.each(MEMBERSHIP_MODES)('makes them a member, admin and owner, in the mode %s', (mode) => {
    expect(signIn([], { ...bootstrap, mode })).toEqual({
      user: [registered, joinedAsAdmin],
      server: [appointed],
    });
  });

  it('works for a key that signed in before', () => {
    expect(signIn([registered], bootstrap)).toEqual({
      user: [joinedAsAdmin],
      server: [appointed],
    });
  });

  it('gives a member the role admin', () => {
    const membership = { ...stranger, isMember: true, roleIds: ['helper' as RoleId] };
    expect(signIn([registered], { ...bootstrap, membership })).toEqual({
      user: [{ type: 'MemberRoleAdded', data: { user_id, role_id: ADMIN, invite_code: null } }],
      server: [appointed],
    });
  });

  it('appoints a member who is admin already', () => {
    const membership = { ...stranger, isMember: true, roleIds: [ADMIN] };
    expect(signIn([registered], { ...bootstrap, membership })).toEqual({
      user: [],
      server: [appointed],
    });
  });

  it('happens once: not while there is an owner', () => {
    const late = { becomesOwner: true, owner };
    expect(signIn([], late)).toEqual({ user: [registered], server: [] });
    expect(signIn([registered], { becomesOwner: true, owner: user_id })).toEqual({
      user: [],
      server: [],
    });
  });

  it('does not happen to those whom the settings do not mean', () => {
    expect(signIn([], { owner: null, becomesOwner: false })).toEqual({
      user: [registered],
      server: [],
    });
  });

  it('does not happen to the banned', () => {
    const membership = { ...stranger, banned: true };
    expect(signIn([registered], { ...bootstrap, membership })).toEqual({ user: [], server: [] });
  });
});

describe('changing the display name', () => {
  it('records the new name', () => {
    expect(decideChangeName(user_id, 'Bob', user(registered))).toEqual([named('Bob')]);
  });

  it('can take it away', () => {
    expect(decideChangeName(user_id, null, user(registered, named('Bob')))).toEqual([named(null)]);
  });

  it('to what it is makes no event', () => {
    expect(decideChangeName(user_id, 'Bob', user(registered, named('Bob')))).toEqual([]);
    expect(decideChangeName(user_id, null, user(registered))).toEqual([]);
  });

  it('is not for whoever was erased meanwhile', () => {
    const decision = decideChangeName(user_id, 'Bob', user(registered, named('Bob'), erased));
    expect(refusalOf(decision)).toBe('UNAUTHENTICATED');
  });
});

describe('a user on record', () => {
  it('is as unknown after an erasure as before the first sign-in', () => {
    expect(user(registered, named('Bob'), erased)).toEqual(user());
    expect(signIn([registered, named('Bob'), erased])).toEqual(signIn([]));
    expect(refusalOf(signIn([registered, erased], { mode: 'closed' }))).toBe('MEMBERSHIP_CLOSED');
  });

  it('is registered with a key, and has the last name', () => {
    expect(user(registered, named('Bob'), named('Bobby'))).toEqual({
      registered: true,
      pubkey: 'key',
      display_name: 'Bobby',
    });
  });

  it('is not registered by what others do to them', () => {
    const banned: MemberEvent = { type: 'MemberBanned', data: { user_id, was_member: false } };
    expect(user(banned).registered).toBe(false);
  });
});
