import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, refusalOf, type Past } from '../../test/support/given.js';
import type { UserId } from '../platform/ids.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { OPERATOR, type Authority } from '../roles/authority.js';
import type { MemberEvent } from './member.events.js';
import { memberFold } from './member.fold.js';
import { decideBan, decideKick, decideUnban } from './moderation.decide.js';

type UserEvent = MemberEvent | IdentityEvent;

const userId = 'bob' as UserId;
const bob = { userId, pubkey: 'bobKey' };
const registered: UserEvent = {
  type: 'UserRegistered',
  data: { user_id: userId, pubkey: 'bobKey' },
};
const banned: UserEvent = { type: 'MemberBanned', data: { user_id: userId, was_member: true } };

const state = (...past: readonly Past<UserEvent>[]) => given(memberFold, past);

/** Bob, whose highest role stands at a position; somebody who is not in stands below all. */
const at = (position: number): Authority => ({ ...memberWith(), userId, position });
const stranger: Authority = { ...OUTSIDER, userId };

const moderator = memberWith('kick_members', 'ban_members');
const kick = (actor: Authority, target: Authority) => decideKick('spam', { actor, target });
const ban = (
  actor: Authority,
  target: Authority,
  past: readonly Past<UserEvent>[] = [registered],
) => decideBan(bob, 'spam', state(...past), { actor, target });

describe('who can be kicked and banned', () => {
  it.each([
    [0, undefined],
    [9, undefined],
    [10, 'ROLE_HIERARCHY'],
    [11, 'ROLE_HIERARCHY'],
  ])('somebody at position %d, by somebody at 10: %s', (position, refusal) => {
    for (const actor of [moderator, ADMINISTRATOR]) {
      for (const decision of [kick(actor, at(position)), ban(actor, at(position))]) {
        if (refusal) expect(refusalOf(decision)).toBe(refusal);
        else expect(decision).toHaveLength(1);
      }
    }
  });

  it('is anybody but the owner, by the owner', () => {
    expect(kick(OWNER, at(1000))).toHaveLength(1);
    expect(ban(OWNER, at(1000))).toHaveLength(1);
  });

  it('is anybody but the owner, by the operator', () => {
    expect(kick(OPERATOR, at(999))).toHaveLength(1);
    expect(ban(OPERATOR, stranger)).toHaveLength(1);
    expect(refusalOf(kick(OPERATOR, OWNER))).toBe('ROLE_HIERARCHY');
    expect(refusalOf(ban(OPERATOR, OWNER))).toBe('ROLE_HIERARCHY');
  });

  it('is never the owner, and never oneself', () => {
    for (const actor of [moderator, ADMINISTRATOR, OWNER]) {
      for (const target of [OWNER, actor]) {
        expect(refusalOf(kick(actor, target))).toBe('ROLE_HIERARCHY');
        expect(refusalOf(ban(actor, target))).toBe('ROLE_HIERARCHY');
      }
    }
  });

  it('is decided by those who hold the very permission, and are members', () => {
    expect(refusalOf(kick(memberWith('ban_members', 'manage_roles'), at(0)))).toBe(
      'MISSING_PERMISSION',
    );
    expect(refusalOf(ban(memberWith('kick_members', 'manage_roles'), at(0)))).toBe(
      'MISSING_PERMISSION',
    );
    expect(refusalOf(kick(OUTSIDER, at(0)))).toBe('NOT_A_MEMBER');
    expect(refusalOf(ban(OUTSIDER, at(0)))).toBe('NOT_A_MEMBER');
  });
});

describe('a kick', () => {
  it('takes a member out, for a reason', () => {
    expect(kick(moderator, at(0))).toEqual([
      { type: 'MemberKicked', data: { user_id: userId }, reason: 'spam' },
    ]);
  });

  it('finds only members', () => {
    expect(refusalOf(kick(moderator, stranger))).toBe('MEMBER_NOT_FOUND');
  });
});

describe('a ban', () => {
  it('says whether it took a member out', () => {
    expect(ban(moderator, at(0))).toEqual([
      { type: 'MemberBanned', data: { user_id: userId, was_member: true }, reason: 'spam' },
    ]);
    expect(ban(moderator, stranger)).toMatchObject([{ data: { was_member: false } }]);
  });

  it('records a key that was never seen', () => {
    expect(ban(moderator, stranger, [])).toMatchObject([
      { type: 'PublicKeyRecorded', data: { user_id: userId, pubkey: 'bobKey' } },
      { type: 'MemberBanned', data: { was_member: false } },
    ]);
  });

  it('of somebody who is banned changes nothing', () => {
    expect(ban(moderator, stranger, [registered, banned])).toEqual([]);
  });

  it('is lifted by those who can ban, once', () => {
    const unban = (actor: Authority, ...past: readonly UserEvent[]) =>
      decideUnban(userId, undefined, state(...past), actor);
    expect(unban(moderator, registered, banned)).toMatchObject([{ type: 'MemberUnbanned' }]);
    expect(refusalOf(unban(moderator, registered))).toBe('NOT_FOUND');
    expect(refusalOf(unban(memberWith('kick_members'), registered, banned))).toBe(
      'MISSING_PERMISSION',
    );
  });
});
