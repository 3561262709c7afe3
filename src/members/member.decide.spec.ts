import { describe, expect, it } from '@jest/globals';
import { given, NOW, refusalOf, type Past } from '../../test/support/given.js';
import { Refusal } from '../platform/refusal.js';
import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { MEMBERSHIP_MODES, type MembershipMode } from '../server/server.events.js';
import { decideDirectJoin, decideLeave } from './member.decide.js';
import type { MemberEvent } from './member.events.js';
import { isMember, memberFold } from './member.fold.js';

type UserEvent = Past<MemberEvent | IdentityEvent>;

const user_id = 'bob' as UserId;
const helper = 'helper' as RoleId;
const other = 'other' as RoleId;
const LATER = '2026-11-23T10:00:00.000Z';

const registered: UserEvent = { type: 'UserRegistered', data: { user_id, pubkey: 'key' } };
const joined: UserEvent = {
  type: 'MemberJoined',
  data: { user_id, invite_code: null, invited_by: null, role_ids: [] },
};
const invited: UserEvent = {
  type: 'MemberJoined',
  data: {
    user_id,
    invite_code: 'Ab3xK9Qz' as InviteCode,
    invited_by: 'carol' as UserId,
    role_ids: [helper],
  },
};
const left: UserEvent = { type: 'MemberLeft', data: { user_id } };
const kicked: UserEvent = { type: 'MemberKicked', data: { user_id } };
const banned: UserEvent = { type: 'MemberBanned', data: { user_id, was_member: true } };
const unbanned: UserEvent = { type: 'MemberUnbanned', data: { user_id } };
const listed: UserEvent = { type: 'UserAllowlisted', data: { user_id } };
const unlisted: UserEvent = { type: 'UserUnlisted', data: { user_id } };
const roleAdded: UserEvent = {
  type: 'MemberRoleAdded',
  data: { user_id, role_id: other, invite_code: null },
};
const roleRemoved: UserEvent = { type: 'MemberRoleRemoved', data: { user_id, role_id: helper } };

const member = (...past: readonly UserEvent[]) => given(memberFold, past);
const join = (past: readonly UserEvent[], mode: MembershipMode) =>
  decideDirectJoin(user_id, member(...past), mode);

describe('joining directly', () => {
  it.each([
    ['open', [registered], 'in'],
    ['open', [registered, listed], 'in'],
    ['invite_only', [registered], 'INVITE_REQUIRED'],
    ['invite_only', [registered, listed], 'INVITE_REQUIRED'],
    ['allowlist', [registered], 'NOT_ALLOWLISTED'],
    ['allowlist', [registered, listed], 'in'],
    ['allowlist', [registered, listed, unlisted], 'NOT_ALLOWLISTED'],
    ['closed', [registered], 'MEMBERSHIP_CLOSED'],
    ['closed', [registered, listed], 'MEMBERSHIP_CLOSED'],
  ] as const)('in the mode %s, after %j: %s', (mode, past, outcome) => {
    const decision = join(past, mode);
    expect(decision instanceof Refusal ? decision.code : 'in').toBe(outcome);
  });

  it('makes a member without an invite, an inviter or a role', () => {
    expect(join([registered], 'open')).toEqual([joined]);
  });

  it.each(MEMBERSHIP_MODES)('changes nothing for a member, in the mode %s', (mode) => {
    expect(join([registered, joined], mode)).toEqual([]);
  });

  it.each(MEMBERSHIP_MODES)('is refused to the banned, in the mode %s', (mode) => {
    expect(refusalOf(join([registered, listed, banned], mode))).toBe('MEMBER_BANNED');
  });

  it('is possible again after leaving, a kick, or a lifted ban', () => {
    expect(join([registered, joined, left], 'open')).toEqual([joined]);
    expect(join([registered, joined, kicked], 'open')).toEqual([joined]);
    expect(join([registered, joined, banned, unbanned], 'open')).toEqual([joined]);
  });
});

describe('leaving', () => {
  const leave = (past: readonly UserEvent[], owner: string | null = null) =>
    decideLeave(user_id, member(...past), owner as UserId | null);

  it('ends a membership', () => {
    expect(leave([registered, joined], 'olga')).toEqual([left]);
  });

  it('is not for the owner', () => {
    expect(refusalOf(leave([registered, joined], user_id))).toBe('OWNER_CANNOT_LEAVE');
  });

  it.each([
    ['never joined', [registered]],
    ['left', [registered, joined, left]],
    ['was kicked', [registered, joined, kicked]],
    ['was banned', [registered, joined, banned]],
  ])('is not for somebody who %s', (_, past) => {
    expect(refusalOf(leave(past))).toBe('NOT_A_MEMBER');
  });
});

describe('a member on record', () => {
  it('is in since they joined, with how they came in and their roles', () => {
    expect(member(registered, { ...invited, at: LATER })).toMatchObject({
      pubkey: 'key',
      joined_at: LATER,
      invite_code: 'Ab3xK9Qz',
      invited_by: 'carol',
      role_ids: [helper],
    });
  });

  it.each([
    ['left', left],
    ['was kicked', kicked],
    ['was banned', banned],
  ])('who %s is out, without roles or invite, and still known by key', (_, out) => {
    const state = member(registered, invited, roleAdded, out);
    expect(isMember(state)).toBe(false);
    expect(state).toMatchObject({
      pubkey: 'key',
      joined_at: null,
      invite_code: null,
      invited_by: null,
      role_ids: [],
    });
  });

  it('who comes back starts with the roles of the new join', () => {
    const state = member(registered, invited, roleAdded, left, joined);
    expect(state).toMatchObject({ joined_at: NOW, role_ids: [], invite_code: null });
  });

  it('has the roles that were added and not removed', () => {
    expect(member(registered, invited, roleAdded).role_ids).toEqual([helper, other]);
    expect(member(registered, invited, roleAdded, roleRemoved).role_ids).toEqual([other]);
  });

  it('is banned until that is lifted, which does not bring them back in', () => {
    const by = { ...banned, actor: 'carol', reason: 'spam' };
    expect(member(registered, joined, by).ban).toEqual({
      banned_by: 'carol',
      banned_at: NOW,
      reason: 'spam',
    });
    expect(member(registered, joined, banned, unbanned)).toMatchObject({
      ban: null,
      joined_at: null,
    });
  });

  it('can be banned or listed before they were ever seen', () => {
    const recorded: UserEvent = { type: 'PublicKeyRecorded', data: { user_id, pubkey: 'bobKey' } };
    expect(member(recorded, banned)).toMatchObject({ pubkey: 'bobKey', joined_at: null });
    expect(member(recorded, banned).ban).not.toBeNull();
    expect(member(recorded, listed).listing).toEqual({ added_by: 'system', added_at: NOW });
  });

  it('stays listed through leaving and a ban, until unlisted', () => {
    expect(member(listed, joined, left, banned).listing).not.toBeNull();
    expect(member(listed, unlisted).listing).toBeNull();
  });

  it('has the name that was given last, and none once it is taken away', () => {
    const named = (display_name: string | null): UserEvent => ({
      type: 'DisplayNameChanged',
      data: { user_id, display_name },
    });
    expect(member(registered, named('Bob'), named('Bobby')).display_name).toBe('Bobby');
    expect(member(registered, named('Bob'), named(null)).display_name).toBeNull();
  });
});
