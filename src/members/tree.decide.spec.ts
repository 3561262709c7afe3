import { describe, expect, it } from '@jest/globals';
import { memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, refusalOf } from '../../test/support/given.js';
import type { UserId } from '../platform/ids.js';
import { accepted, Refusal } from '../platform/refusal.js';
import type { Authority } from '../roles/authority.js';
import type { MemberEvent } from './member.events.js';
import { memberFold } from './member.fold.js';
import {
  decideOnTree,
  MAX_TREE,
  TREE_ACTIONS,
  type TreeAction,
  type TreeTarget,
} from './tree.decide.js';

const joinedOf = (user_id: UserId): MemberEvent => ({
  type: 'MemberJoined',
  data: { user_id, invite_code: null, invited_by: null, role_ids: [] },
});

function target(
  name: string,
  changes: Partial<Authority> = {},
  ...more: MemberEvent[]
): TreeTarget {
  const userId = name as UserId;
  const member = { ...OUTSIDER, isMember: true, position: 0, userId, ...changes };
  const past = member.isMember ? [joinedOf(userId), ...more] : more;
  return { userId, state: given(memberFold, past), authority: member };
}

const below = target('below');
const beside = target('beside', { position: 10 });
const gone = target('gone', { isMember: false, position: -1 });
const banned = target(
  'banned',
  { isMember: false, position: -1 },
  {
    type: 'MemberBanned',
    data: { user_id: 'banned' as UserId, was_member: true },
  },
);
const owner = target('owner', { isOwner: true, position: OWNER.position });
const all = [below, beside, gone, banned, owner];

const moderator = memberWith('kick_members', 'ban_members', 'view_audit_log');

function on(action: TreeAction, targets = all, actor = moderator) {
  const decision = accepted(decideOnTree(action, 'Spam', targets, actor));
  return {
    acted: decision.acted.map(({ target, events }) => [
      target.userId,
      ...events.map(({ type, reason }) => `${type}: ${reason ?? ''}`),
    ]),
    skipped: decision.skipped.map(({ target, refusal }) => [target.userId, refusal.code]),
  };
}

describe('an action on a tree', () => {
  it('kicks the members who stand below, and leaves the others as they are', () => {
    expect(on('kick')).toEqual({
      acted: [['below', 'MemberKicked: Spam']],
      skipped: [
        ['beside', 'ROLE_HIERARCHY'],
        ['owner', 'ROLE_HIERARCHY'],
      ],
    });
  });

  it('bans those who have left, too, but nobody twice', () => {
    expect(on('ban').acted).toEqual([
      ['below', 'MemberBanned: Spam'],
      ['gone', 'MemberBanned: Spam'],
    ]);
  });

  it('stops the invites of all of them', () => {
    const { acted, skipped } = on('revoke-invites', all, memberWith('manage_invites'));
    expect(acted).toEqual(all.map(({ userId }) => [userId]));
    expect(skipped).toEqual([]);
  });

  it.each([
    ['kick', ['kick_members', 'view_audit_log']],
    ['ban', ['ban_members', 'view_audit_log']],
    ['revoke-invites', ['manage_invites']],
  ] as const)('takes all of its permissions: %s', (action, permissions) => {
    const refusalFor = (actor: Authority) =>
      refusalOf(decideOnTree(action, undefined, [below], actor));
    for (const left of permissions) {
      const others = permissions.filter((permission) => permission !== left);
      expect(refusalFor(memberWith(...others))).toBe('MISSING_PERMISSION');
    }
    expect(refusalFor(OUTSIDER)).toBe('NOT_A_MEMBER');
    expect(refusalFor(memberWith(...permissions))).not.toBe('MISSING_PERMISSION');
  });

  it('does not hit the actor', () => {
    const self = target(moderator.userId, { position: moderator.position });
    expect(on('ban', [self]).skipped).toEqual([[moderator.userId, 'ROLE_HIERARCHY']]);
  });

  it.each(TREE_ACTIONS)('is on so many people at most: %s', (action) => {
    const many = Array<TreeTarget>(MAX_TREE + 1).fill(below);
    expect(refusalOf(decideOnTree(action, undefined, many, OWNER))).toBe('CONFLICT');
    expect(decideOnTree(action, undefined, many.slice(1), OWNER)).not.toBeInstanceOf(Refusal);
  });
});
