import { describe, expect, it } from '@jest/globals';
import { memberWith, OUTSIDER } from '../../test/support/authority.js';
import { given, refusalOf } from '../../test/support/given.js';
import type { UserId } from '../platform/ids.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import type { Authority } from '../roles/authority.js';
import { decideAllow, decideUnlist } from './allowlist.decide.js';
import type { MemberEvent } from './member.events.js';
import { memberFold } from './member.fold.js';

type UserEvent = MemberEvent | IdentityEvent;

const userId = 'bob' as UserId;
const registered: UserEvent = {
  type: 'UserRegistered',
  data: { user_id: userId, pubkey: 'bobKey' },
};
const listed: UserEvent = { type: 'UserAllowlisted', data: { user_id: userId } };
const manager = memberWith('manage_server');

const allow = (actor: Authority, ...past: readonly UserEvent[]) =>
  decideAllow({ userId, pubkey: 'bobKey' }, given(memberFold, past), actor);
const unlist = (actor: Authority, ...past: readonly UserEvent[]) =>
  decideUnlist(userId, given(memberFold, past), actor);

describe('the allowlist', () => {
  it('takes somebody who has signed in', () => {
    expect(allow(manager, registered)).toEqual([listed]);
  });

  it('takes a key that was never seen, and records it', () => {
    const recorded = { type: 'PublicKeyRecorded', data: { user_id: userId, pubkey: 'bobKey' } };
    expect(allow(manager)).toEqual([recorded, listed]);
  });

  it('holds nobody twice', () => {
    expect(allow(manager, registered, listed)).toEqual([]);
  });

  it('lets go of those whom it holds, and of nobody else', () => {
    expect(unlist(manager, registered, listed)).toEqual([
      { type: 'UserUnlisted', data: { user_id: userId } },
    ]);
    expect(refusalOf(unlist(manager, registered))).toBe('NOT_FOUND');
  });

  it('is for those who manage the server', () => {
    for (const decide of [allow, unlist]) {
      const others = memberWith('ban_members', 'manage_roles', 'manage_invites');
      expect(refusalOf(decide(others, registered, listed))).toBe('MISSING_PERMISSION');
      expect(refusalOf(decide(OUTSIDER, registered, listed))).toBe('NOT_A_MEMBER');
    }
  });
});
