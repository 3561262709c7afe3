import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, refusalOf } from '../../test/support/given.js';
import type { UserId } from '../platform/ids.js';
import type { Authority } from '../roles/authority.js';
import type { MemberEvent } from './member.events.js';
import { memberFold } from './member.fold.js';
import {
  decideOnBranch,
  MAX_BRANCH,
  MAX_GROWN_BRANCH,
  requireBranchAction,
  requireSize,
  stepsOf,
  type BranchAction,
  type BranchTarget,
} from './branch.decide.js';

const joinedOf = (user_id: UserId): MemberEvent => ({
  type: 'MemberJoined',
  data: { user_id, invite_code: null, invited_by: null, role_ids: [] },
});

function target(
  name: string,
  changes: Partial<Authority> = {},
  ...more: MemberEvent[]
): BranchTarget {
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

function on(action: BranchAction, targets = all, actor = moderator) {
  const decision = decideOnBranch(action, 'Spam', targets, actor);
  return {
    acted: decision.acted.map(({ target, events }) => [
      target.userId,
      ...events.map(({ type, reason }) => `${type}: ${reason ?? ''}`),
    ]),
    skipped: decision.skipped.map(({ target, refusal }) => [target.userId, refusal.code]),
  };
}

describe('an action on a branch', () => {
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
    const { acted, skipped } = on('revoke_invites', all, memberWith('manage_invites'));
    expect(acted).toEqual(all.map(({ userId }) => [userId]));
    expect(skipped).toEqual([]);
  });

  it.each([
    ['kick', ['kick_members', 'view_audit_log']],
    ['ban', ['ban_members', 'view_audit_log']],
    ['revoke_invites', ['manage_invites']],
  ] as const)('takes all of its permissions: %s', (action, permissions) => {
    const refusalFor = (actor: Authority, fromInvite = false) => {
      const refusal = requireBranchAction(action, fromInvite, actor);
      return refusal && refusalOf(refusal);
    };
    for (const left of permissions) {
      const others = permissions.filter((permission) => permission !== left);
      expect(refusalFor(memberWith(...others))).toBe('MISSING_PERMISSION');
    }
    expect(refusalFor(OUTSIDER)).toBe('NOT_A_MEMBER');
    expect(refusalFor(memberWith(...permissions))).toBeUndefined();
    // An invite stops with those whom it let in.
    expect(refusalFor(memberWith(...permissions, 'manage_invites'), true)).toBeUndefined();
    const without = permissions.filter((permission) => permission !== 'manage_invites');
    expect(refusalFor(memberWith(...without), true)).toBe('MISSING_PERMISSION');
  });

  it('does not hit the actor', () => {
    const self = target(moderator.userId, { position: moderator.position });
    expect(on('ban', [self]).skipped).toEqual([[moderator.userId, 'ROLE_HIERARCHY']]);
  });

  it('is on so many people at most', () => {
    expect(refusalOf(requireSize(MAX_BRANCH + 1) ?? [])).toBe('CONFLICT');
    expect(requireSize(MAX_BRANCH)).toBeUndefined();
    // Who comes in meanwhile is taken along.
    expect(requireSize(MAX_BRANCH + 1, MAX_GROWN_BRANCH)).toBeUndefined();
    expect(refusalOf(requireSize(MAX_GROWN_BRANCH + 1, MAX_GROWN_BRANCH) ?? [])).toBe('CONFLICT');
  });
});

describe('the steps of an action', () => {
  it('keep everybody, in their order, and have no more events than others can wait for', () => {
    const people = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 });
    fc.assert(
      fc.property(people, (events) => {
        const steps = stepsOf(events, (each) => each);
        expect(steps.flat()).toEqual(events);
        const sums = steps.map((step) => step.reduce((sum, each) => sum + each, 0));
        expect(sums.every((sum, index) => sum <= 100 || steps[index]?.length === 1)).toBe(true);
        // No step could have taken the first of the next.
        for (const [index, sum] of sums.entries()) {
          const next = steps[index + 1]?.[0];
          if (next !== undefined) expect(sum + next).toBeGreaterThan(100);
        }
      }),
    );
  });
});
