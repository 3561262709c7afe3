import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ADMIN_ROLE,
  ADMINISTRATOR,
  memberWith,
  OUTSIDER,
  OWNER,
  roleAt,
} from '../../test/support/authority.js';
import { given, NOW, PastEvents, refusalOf, type Past } from '../../test/support/given.js';
import { Refusal } from '../platform/refusal.js';
import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import { memberStream } from '../members/member.fold.js';
import { membershipOf, type Membership } from '../members/facts/membership.js';
import { ADMIN } from '../roles/role.events.js';
import { MEMBERSHIP_MODES } from '../server/server.events.js';
import { decideCreateOwnerLink } from './invite.decide.js';
import { type InviteEvent } from './invite.events.js';
import { inviteFold, inviteStream } from './invite.fold.js';
import { decideJoin, type JoinEvents, type JoinFacts } from './join.decide.js';

const code = 'Ab3xK9Qz' as InviteCode;
const bob = 'bob' as UserId;
const carol = 'carol' as UserId;
const BEFORE = '2026-11-22T09:59:59.999Z';
const helper = roleAt(9, 'send_messages');

const NOTHING: JoinEvents = { invite: [], user: [], server: [] };

type Created = Extract<InviteEvent, { readonly type: 'InviteCreated' }>;

const created = (fields: Partial<Created['data']> = {}): Created => ({
  type: 'InviteCreated',
  data: {
    code,
    created_by: carol,
    grant_role_id: null,
    channel_id: null,
    grants_ownership: false,
    label: null,
    max_uses: 0,
    expires_at: null,
    ...fields,
  },
});
const granting = created({ grant_role_id: helper.id });
const consumed = (use_count: number, joined = true): InviteEvent => ({
  type: 'InviteConsumed',
  data: { code, user_id: bob, use_count, joined },
});
const paused: InviteEvent = { type: 'InvitePaused', data: { code } };
const revoked: InviteEvent = { type: 'InviteRevoked', data: { code, cause: 'revoked' } };
const ownerLink = decideCreateOwnerLink(code, ADMIN);

const newcomer: Membership = {
  userId: bob,
  isMember: false,
  roleIds: [],
  banned: false,
  allowlisted: false,
  erased: false,
};
const member: Membership = { ...newcomer, isMember: true };
const banned: Membership = { ...newcomer, banned: true };

const inviter = { ...memberWith('manage_invites', 'send_messages'), userId: carol };
const facts: JoinFacts = {
  now: NOW,
  mode: 'invite_only',
  owner: OWNER.userId,
  inviter,
  role: undefined,
};
const withRole: Partial<JoinFacts> = { role: helper };
const byOwnerLink: Partial<JoinFacts> = { inviter: undefined, role: ADMIN_ROLE, owner: null };

const join = (
  past: readonly Past<InviteEvent>[],
  joiner: Membership,
  changed: Partial<JoinFacts> = {},
) => decideJoin(given(inviteFold, past), joiner, { ...facts, ...changed });

/** The ways in which an invite can have ended, or be suspended: its terms, and what then happened. */
const unusable: readonly [code: string, Partial<Created['data']>, readonly InviteEvent[]][] = [
  ['INVITE_PAUSED', {}, [paused]],
  ['INVITE_EXPIRED', { expires_at: NOW }, []],
  ['INVITE_EXHAUSTED', { max_uses: 1 }, [consumed(1)]],
  ['INVITE_REVOKED', {}, [revoked]],
];

describe('an administrator’s own invite', () => {
  const administrator = { ...ADMINISTRATOR, userId: bob };
  const own = created({ grant_role_id: helper.id, created_by: bob });
  const raise = (position: number, inviter = administrator) =>
    join([own], member, { inviter, role: { ...helper, position } });

  it('gives them what stands below them', () => {
    expect(raise(9)).toMatchObject({ user: [{ type: 'MemberRoleAdded' }] });
  });

  it.each([10, 500])('does not raise them to position %d', (position) => {
    expect(refusalOf(raise(position))).toBe('ROLE_HIERARCHY');
  });

  it('raises others, and an owner as they like', () => {
    const others = { ...administrator, userId: carol };
    expect(raise(500, others)).toMatchObject({ user: [{ type: 'MemberRoleAdded' }] });
    expect(raise(500, { ...OWNER, userId: bob })).toMatchObject({
      user: [{ type: 'MemberRoleAdded' }],
    });
  });
});

describe('joining by an invite', () => {
  it('spends one use and makes a member, in one decision', () => {
    expect(join([created(), consumed(1)], newcomer)).toEqual({
      invite: [
        { type: 'InviteConsumed', data: { code, user_id: bob, use_count: 2, joined: true } },
      ],
      user: [
        {
          type: 'MemberJoined',
          data: { user_id: bob, invite_code: code, invited_by: carol, role_ids: [] },
        },
      ],
      server: [],
    });
  });

  it('gives the role that the invite grants', () => {
    expect(join([granting], newcomer, withRole)).toMatchObject({
      user: [{ type: 'MemberJoined', data: { role_ids: [helper.id] } }],
      server: [],
    });
  });

  it('again after leaving spends another use', () => {
    expect(join([created({ max_uses: 2 }), consumed(1)], newcomer)).toMatchObject({
      invite: [{ data: { use_count: 2, joined: true } }],
    });
    expect(refusalOf(join([created({ max_uses: 1 }), consumed(1)], newcomer))).toBe(
      'INVITE_EXHAUSTED',
    );
  });

  it('gives a role again to whoever lost it with their membership', () => {
    const returning = { ...newcomer, roleIds: [helper.id] };
    expect(join([granting], returning, withRole)).toMatchObject({
      user: [{ type: 'MemberJoined', data: { role_ids: [helper.id] } }],
    });
  });

  it.each(unusable)('is refused with %s when the invite is that', (refusal, terms, then) => {
    expect(refusalOf(join([created(terms), ...then], newcomer))).toBe(refusal);
  });

  it('is possible until expires_at, and no millisecond longer', () => {
    const past = [created({ expires_at: NOW })];
    expect(join(past, newcomer, { now: BEFORE })).toMatchObject({ user: [{}] });
    expect(refusalOf(join(past, newcomer, { now: NOW }))).toBe('INVITE_EXPIRED');
  });

  it('is possible up to max_uses, and not once more', () => {
    const past = [created({ max_uses: 2 }), consumed(1)];
    expect(join(past, newcomer)).toMatchObject({ invite: [{ data: { use_count: 2 } }] });
    expect(refusalOf(join([...past, consumed(2)], newcomer))).toBe('INVITE_EXHAUSTED');
  });

  it('finds no invite where there is none', () => {
    expect(refusalOf(join([], newcomer))).toBe('INVITE_NOT_FOUND');
  });
});

describe('a member who opens an invite again', () => {
  it('changes nothing and spends nothing', () => {
    expect(join([created({ max_uses: 5 }), consumed(1)], member)).toEqual(NOTHING);
  });

  it.each(unusable)('is let through also when newcomers get %s', (_, terms, then) => {
    expect(join([created(terms), ...then], member)).toEqual(NOTHING);
  });

  it.each(MEMBERSHIP_MODES)('is let through in the mode %s', (mode) => {
    expect(join([created()], member, { mode })).toEqual(NOTHING);
  });

  it('is let through when the inviter is gone', () => {
    expect(join([created()], member, { inviter: OUTSIDER })).toEqual(NOTHING);
  });

  it('changes nothing when they have the role that it grants', () => {
    const helping = { ...member, roleIds: [helper.id] };
    expect(join([granting], helping, withRole)).toEqual(NOTHING);
    expect(join([granting, revoked], helping, { role: undefined })).toEqual(NOTHING);
  });

  it('receives the role that they lack, for one use, without joining', () => {
    const other = { ...member, roleIds: ['other' as RoleId] };
    expect(join([granting], other, withRole)).toEqual({
      invite: [
        { type: 'InviteConsumed', data: { code, user_id: bob, use_count: 1, joined: false } },
      ],
      user: [
        {
          type: 'MemberRoleAdded',
          data: { user_id: bob, role_id: helper.id, invite_code: code },
        },
      ],
      server: [],
    });
  });

  it.each(MEMBERSHIP_MODES)('receives that role in the mode %s, being in already', (mode) => {
    expect(join([granting], member, { ...withRole, mode })).toMatchObject({
      user: [{ type: 'MemberRoleAdded' }],
    });
  });

  it.each(unusable)('does not receive a role when newcomers get %s', (refusal, terms, then) => {
    const past = [created({ ...terms, grant_role_id: helper.id }), ...then];
    expect(refusalOf(join(past, member, withRole))).toBe(refusal);
  });

  it('does not receive a role that the inviter may not grant any more', () => {
    const demoted = { ...inviter, position: 9 };
    expect(refusalOf(join([granting], member, { ...withRole, inviter: demoted }))).toBe(
      'INVITER_GONE',
    );
  });
});

describe('the membership mode', () => {
  const listed = { ...newcomer, allowlisted: true };

  it.each([
    ['open', newcomer, 'in'],
    ['open', listed, 'in'],
    ['invite_only', newcomer, 'in'],
    ['invite_only', listed, 'in'],
    ['allowlist', newcomer, 'NOT_ALLOWLISTED'],
    ['allowlist', listed, 'in'],
    ['closed', newcomer, 'MEMBERSHIP_CLOSED'],
    ['closed', listed, 'MEMBERSHIP_CLOSED'],
  ] as const)('%s makes of an invited %j: %s', (mode, joiner, outcome) => {
    const decision = join([created()], joiner, { mode });
    expect(decision instanceof Refusal ? decision.code : 'in').toBe(outcome);
  });

  it('allowlist lets an invite add its role and its inviter to the listed', () => {
    expect(join([granting], listed, { ...withRole, mode: 'allowlist' })).toMatchObject({
      user: [{ data: { invite_code: code, invited_by: carol, role_ids: [helper.id] } }],
    });
  });
});

describe('a ban', () => {
  it.each(MEMBERSHIP_MODES)('keeps out in the mode %s, listed or not', (mode) => {
    expect(refusalOf(join([created()], banned, { mode }))).toBe('MEMBER_BANNED');
    const listed = { ...banned, allowlisted: true };
    expect(refusalOf(join([created()], listed, { mode }))).toBe('MEMBER_BANNED');
  });

  it('goes before an erasure, which ends the session of whoever is joining just now', () => {
    expect(refusalOf(join([created()], { ...banned, erased: true }))).toBe('MEMBER_BANNED');
    expect(refusalOf(join([created()], { ...newcomer, erased: true }))).toBe('UNAUTHENTICATED');
  });

  it.each(unusable)('is what the banned hear of, and not of %s', (_, terms, then) => {
    expect(refusalOf(join([created(terms), ...then], banned))).toBe('MEMBER_BANNED');
  });

  it('overrides the owner link', () => {
    expect(refusalOf(join(ownerLink, banned, byOwnerLink))).toBe('MEMBER_BANNED');
  });

  it('comes before the inviter being gone', () => {
    expect(refusalOf(join([created()], banned, { inviter: OUTSIDER }))).toBe('MEMBER_BANNED');
  });
});

describe('the inviter', () => {
  it('who has left or was banned has no working invites', () => {
    expect(refusalOf(join([created()], newcomer, { inviter: OUTSIDER }))).toBe('INVITER_GONE');
  });

  it('who has lost manage_invites has no working invites', () => {
    const demoted = memberWith('send_messages', 'manage_roles');
    expect(refusalOf(join([created()], newcomer, { inviter: demoted }))).toBe('INVITER_GONE');
  });

  it('who may still invite but was demoted to the granted role cannot grant it', () => {
    for (const position of [9, 8]) {
      const demoted = { ...inviter, position };
      const decision = join([granting], newcomer, { ...withRole, inviter: demoted });
      expect(refusalOf(decision)).toBe('INVITER_GONE');
    }
  });

  it('who was demoted still lets people in by invites without a role', () => {
    const demoted = { ...inviter, position: 1 };
    expect(join([created()], newcomer, { inviter: demoted })).toMatchObject({ user: [{}] });
  });

  it('who lacks a permission of the granted role by now cannot grant it', () => {
    const poorer = { ...memberWith('manage_invites'), userId: carol };
    expect(refusalOf(join([granting], newcomer, { ...withRole, inviter: poorer }))).toBe(
      'INVITER_GONE',
    );
    const richer = { ...helper, ...roleAt(9, 'send_messages', 'ban_members'), id: helper.id };
    expect(refusalOf(join([granting], newcomer, { role: richer }))).toBe('INVITER_GONE');
  });

  it('cannot grant a role that was raised to their own', () => {
    const raised = { ...helper, position: 10 };
    expect(refusalOf(join([granting], newcomer, { role: raised }))).toBe('INVITER_GONE');
  });

  it('cannot grant a role that is gone', () => {
    expect(refusalOf(join([granting], newcomer, { role: undefined }))).toBe('INVITER_GONE');
  });

  it('who is an administrator grants any role but admin', () => {
    const high = { ...helper, position: 999 };
    const adminInvite = created({ grant_role_id: ADMIN });
    expect(join([granting], newcomer, { role: high, inviter: ADMINISTRATOR })).toMatchObject({
      user: [{ data: { role_ids: [helper.id] } }],
    });
    expect(
      refusalOf(join([adminInvite], newcomer, { role: ADMIN_ROLE, inviter: ADMINISTRATOR })),
    ).toBe('INVITER_GONE');
  });

  it('who is the owner grants admin', () => {
    const past = [created({ grant_role_id: ADMIN, created_by: OWNER.userId })];
    expect(join(past, newcomer, { role: ADMIN_ROLE, inviter: OWNER })).toMatchObject({
      user: [{ data: { role_ids: [ADMIN] } }],
      server: [],
    });
  });
});

describe('the owner link', () => {
  it.each(MEMBERSHIP_MODES)('makes a newcomer the owner in the mode %s', (mode) => {
    expect(join(ownerLink, newcomer, { ...byOwnerLink, mode })).toEqual({
      invite: [
        { type: 'InviteConsumed', data: { code, user_id: bob, use_count: 1, joined: true } },
      ],
      user: [
        {
          type: 'MemberJoined',
          data: { user_id: bob, invite_code: code, invited_by: null, role_ids: [ADMIN] },
        },
      ],
      server: [{ type: 'OwnerAppointed', data: { user_id: bob } }],
    });
  });

  it('makes a member the owner', () => {
    expect(join(ownerLink, member, byOwnerLink)).toMatchObject({
      invite: [{ data: { joined: false } }],
      user: [{ type: 'MemberRoleAdded', data: { role_id: ADMIN } }],
      server: [{ type: 'OwnerAppointed', data: { user_id: bob } }],
    });
  });

  it('makes a member who holds admin already the owner', () => {
    const admin = { ...member, roleIds: [ADMIN] };
    expect(join(ownerLink, admin, byOwnerLink)).toMatchObject({
      user: [],
      server: [{ type: 'OwnerAppointed', data: { user_id: bob } }],
    });
  });

  it('appoints once', () => {
    const late = { ...byOwnerLink, owner: OWNER.userId };
    expect(refusalOf(join([...ownerLink, consumed(1)], newcomer, late))).toBe('INVITE_EXHAUSTED');
  });

  it('appoints nobody when there is an owner otherwise', () => {
    const late = { ...byOwnerLink, owner: OWNER.userId };
    expect(refusalOf(join(ownerLink, newcomer, late))).toBe('INVITE_REVOKED');
    expect(refusalOf(join(ownerLink, member, late))).toBe('INVITE_REVOKED');
  });

  it('does nothing to the owner who opens it again', () => {
    const owner = { ...member, roleIds: [ADMIN] };
    const late = { ...byOwnerLink, owner: bob };
    expect(join([...ownerLink, consumed(1)], owner, late)).toEqual(NOTHING);
  });

  it('is the only invite that appoints', () => {
    expect(join([created()], newcomer, { owner: null })).toMatchObject({ server: [] });
  });
});

describe('any sequence of joins', () => {
  const who = fc.constantFrom(...['u0', 'u1', 'u2', 'u3', 'u4'].map((id) => id as UserId));
  const goes = ['MemberLeft', 'MemberKicked', 'MemberBanned', 'MemberUnbanned'] as const;
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ does: fc.constant('join' as const), who }) },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constantFrom(...goes, 'MemberRoleRemoved'), who }),
    },
  );

  it('spends one use for each change, never more than there are, and refunds none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(null, helper.id),
        fc.array(step, { maxLength: 40 }),
        async (max_uses, grant_role_id, steps) => {
          const invite = inviteStream(code);
          const log = new PastEvents().add(invite, created({ max_uses, grant_role_id }));
          let changes = 0;
          for (const { does, who: userId } of steps) {
            const user = memberStream(userId);
            if (does !== 'join') {
              log.add(user, { type: does, data: { user_id: userId, role_id: helper.id } });
              continue;
            }
            const { state } = await log.load(invite);
            const before = await membershipOf(log, userId);
            const decision = decideJoin(state, before, { ...facts, ...withRole });
            if (decision instanceof Refusal) {
              const isFull = max_uses > 0 && changes === max_uses;
              expect(decision.code).toBe(before.banned ? 'MEMBER_BANNED' : 'INVITE_EXHAUSTED');
              expect(before.banned || isFull).toBe(true);
              continue;
            }
            log.add(invite, ...decision.invite).add(user, ...decision.user);
            const after = await membershipOf(log, userId);
            const received = grant_role_id === null ? [] : [grant_role_id];
            const changed = !before.isMember || before.roleIds.length < received.length;
            expect(after).toMatchObject({ isMember: true, roleIds: received });
            expect(decision.invite).toHaveLength(changed ? 1 : 0);
            if (changed) changes++;
            const { use_count } = (await log.load(invite)).state;
            expect(use_count).toBe(changes);
            expect(max_uses === 0 || use_count <= max_uses).toBe(true);
          }
        },
      ),
    );
  });
});
