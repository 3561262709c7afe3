import { describe, expect, it } from '@jest/globals';
import {
  ADMINISTRATOR,
  memberWith,
  OUTSIDER,
  OWNER,
  roleAt,
} from '../../test/support/authority.js';
import { given, NOW, refusalOf, type Past } from '../../test/support/given.js';
import {
  code,
  consumed,
  created,
  creator,
  expired,
  EXPIRES,
  LATER,
  manager,
  paused,
  resumed,
  revocation,
  terms,
  updated,
} from '../../test/support/past-invites.js';
import type { Authority, GrantedRole } from '../roles/authority.js';
import { ADMIN } from '../roles/role.events.js';
import { decideCreateOwnerLink, type InviteQuota } from './invite.decide.js';
import { decideEdit, type EditInvite } from './invite-edit.decide.js';
import type { InviteEvent } from './invite.events.js';
import { inviteStatus } from './invite-status.js';
import { inviteFold } from './invite.fold.js';

const edit = (
  past: readonly Past<InviteEvent>[],
  changes: Partial<EditInvite>,
  actor: Authority = manager,
  role?: GrantedRole,
  quota?: InviteQuota,
  now = NOW,
) => {
  const at = { state: given(inviteFold, past), version: past.length };
  return decideEdit({ ifMatch: undefined, ...changes }, at, { actor, role, quota, now });
};

describe('editing an invite', () => {
  it('records what changes, and only that', () => {
    expect(edit([created({ label: 'old' })], { max_uses: 3, label: 'old' })).toEqual([
      { type: 'InviteUpdated', data: { code, max_uses: 3 } },
    ]);
    expect(edit([created()], { max_uses: 3, expires_at: EXPIRES, label: 'new' })).toEqual([
      { type: 'InviteUpdated', data: { code, max_uses: 3, expires_at: EXPIRES, label: 'new' } },
    ]);
  });

  it('can take a limit, an expiry and a label away', () => {
    const past = [created({ max_uses: 3, expires_at: EXPIRES, label: 'old' })];
    expect(edit(past, { max_uses: 0, expires_at: null, label: null })).toEqual([
      { type: 'InviteUpdated', data: { code, max_uses: 0, expires_at: null, label: null } },
    ]);
  });

  it('that changes nothing makes no event', () => {
    const past = [created({ max_uses: 3, expires_at: EXPIRES, label: 'x' })];
    expect(edit(past, {})).toEqual([]);
    const same = { max_uses: 3, expires_at: EXPIRES, label: 'x', paused: false };
    expect(edit(past, same)).toEqual([]);
    expect(edit([...past, paused], { paused: true })).toEqual([]);
  });

  it('pauses and resumes', () => {
    expect(edit([created()], { paused: true })).toEqual([paused]);
    expect(edit([created(), paused], { paused: false })).toEqual([resumed]);
    expect(given(inviteFold, [created(), paused, resumed]).paused).toBe(false);
  });

  it('changes terms and pauses in one', () => {
    expect(edit([created()], { max_uses: 1, paused: true })).toEqual([
      { type: 'InviteUpdated', data: { code, max_uses: 1 } },
      paused,
    ]);
  });

  it('goes through when If-Match names the version, alone or among others', () => {
    expect(edit([created(), paused], { paused: false, ifMatch: [2] })).toEqual([resumed]);
    expect(edit([created(), paused], { paused: false, ifMatch: [7, 2] })).toEqual([resumed]);
  });

  it.each([[[1]], [[3]], [[]]])('is refused when If-Match names %j at version 2', (ifMatch) => {
    expect(refusalOf(edit([created(), paused], { paused: false, ifMatch }))).toBe(
      'VERSION_MISMATCH',
    );
  });

  it('is refused at another version even when it would change nothing', () => {
    expect(refusalOf(edit([created()], { ifMatch: [9] }))).toBe('VERSION_MISMATCH');
  });

  it('is refused for good once the invite is revoked', () => {
    const past = [created(), revocation];
    expect(refusalOf(edit(past, { paused: true }))).toBe('INVITE_REVOKED');
    expect(refusalOf(edit(past, { max_uses: 9, ifMatch: [2] }))).toBe('INVITE_REVOKED');
    expect(refusalOf(edit(past, {}, OWNER))).toBe('INVITE_REVOKED');
  });

  it('revives an expired invite by a later expiry', () => {
    const past = [created({ expires_at: EXPIRES }), expired];
    expect(edit(past, { expires_at: LATER })).toEqual([updated({ expires_at: LATER })]);
    const state = given(inviteFold, [...past, updated({ expires_at: LATER })]);
    expect(inviteStatus(state, EXPIRES)).toBe('active');
  });

  it('revives an exhausted invite by a higher limit, counting on from where it was', () => {
    const past = [created({ max_uses: 1 }), consumed(1)];
    expect(edit(past, { max_uses: 2 })).toEqual([updated({ max_uses: 2 })]);
    const state = given(inviteFold, [...past, updated({ max_uses: 2 })]);
    expect(state.use_count).toBe(1);
    expect(inviteStatus(state, NOW)).toBe('active');
  });

  it('can lower the limit below what was used, which ends the invite', () => {
    const past = [created(), consumed(1), consumed(2)];
    expect(edit(past, { max_uses: 1 })).toEqual([updated({ max_uses: 1 })]);
    const state = given(inviteFold, [...past, updated({ max_uses: 1 })]);
    expect(inviteStatus(state, NOW)).toBe('exhausted');
  });

  it('takes manage_invites, whoever made it', () => {
    const maker = { ...memberWith('send_messages'), userId: creator };
    expect(refusalOf(edit([created()], { paused: true }, maker))).toBe('MISSING_PERMISSION');
    expect(refusalOf(edit([created()], { paused: true }, OUTSIDER))).toBe('NOT_A_MEMBER');
  });

  it('finds no invite where there is none', () => {
    expect(refusalOf(edit([], { paused: true }))).toBe('INVITE_NOT_FOUND');
  });
});

describe('an edit that lets more people in', () => {
  const soon = '2026-11-22T11:00:00.000Z';
  const later = '2026-11-22T12:00:00.000Z';
  const limited: InviteEvent = {
    type: 'InviteCreated',
    data: {
      ...terms,
      max_uses: 5,
      expires_at: soon,
      grant_role_id: roleAt(50).id,
      created_by: OWNER.userId,
      grants_ownership: false,
    },
  };

  it.each([
    ['more uses', [limited], { max_uses: 6 }],
    ['unlimited uses', [limited], { max_uses: 0 }],
    ['a later expiry', [limited], { expires_at: later }],
    ['no expiry', [limited], { expires_at: null }],
    ['resuming', [limited, paused], { paused: false }],
  ])('(%s) needs the right to grant its role', (_, past, changes) => {
    expect(refusalOf(edit(past, changes, manager, roleAt(50)))).toBe('ROLE_HIERARCHY');
    expect(edit(past, changes, OWNER, roleAt(50))).toHaveLength(1);
    expect(edit(past, changes, manager, roleAt(9))).toHaveLength(1);
  });

  it.each([
    ['fewer uses', { max_uses: 4 }],
    ['an earlier expiry', { expires_at: '2026-11-22T10:30:00.000Z' }],
    ['pausing', { paused: true }],
    ['a label', { label: 'other' }],
  ])('is not one that narrows or labels: %s', (_, changes) => {
    expect(edit([limited], changes, manager, roleAt(50))).toHaveLength(1);
  });
});

describe('an edit that brings an ended invite back', () => {
  const full = { active: 3, limit: 3 };
  const usedUp = [created({ max_uses: 1 }), consumed(1)];
  const over = [created({ expires_at: EXPIRES })];

  it.each([
    ['used up', usedUp, { max_uses: 2 }, NOW],
    ['expired', [...over, expired], { expires_at: LATER }, EXPIRES],
    ['expired, not yet recorded', over, { expires_at: null }, EXPIRES],
  ])('(%s) counts among its creator’s again', (_, past, changes, now) => {
    const attempt = (quota: InviteQuota) => edit(past, changes, manager, undefined, quota, now);
    expect(refusalOf(attempt(full))).toBe('TOO_MANY_INVITES');
    expect(attempt({ active: 2, limit: 3 })).toHaveLength(1);
  });

  it.each([
    ['works', [created({ max_uses: 5 })], { max_uses: 6 }],
    ['is paused', [created(), paused], { paused: false }],
    ['is used up and stays so', usedUp, { label: 'old' }],
    [
      'is used up and expired, and stays the one',
      [created({ max_uses: 1, expires_at: EXPIRES }), consumed(1)],
      { expires_at: LATER },
    ],
  ])('is not one of what %s', (_, past, changes) => {
    expect(edit(past, changes, manager, undefined, full, EXPIRES)).toHaveLength(1);
  });

  it('cannot hand out a role that was deleted', () => {
    const past = [created({ max_uses: 1, grant_role_id: roleAt(1).id }), consumed(1)];
    expect(refusalOf(edit(past, { max_uses: 2 }, OWNER, undefined))).toBe('ROLE_NOT_GRANTABLE');
  });
});

describe('the owner link', () => {
  const ownerLink = decideCreateOwnerLink(code, ADMIN);

  it.each([
    ['a manager', manager],
    ['an administrator', ADMINISTRATOR],
  ])('cannot be edited by %s', (_, actor) => {
    expect(refusalOf(edit(ownerLink, { max_uses: 0 }, actor))).toBe('INVITE_NOT_FOUND');
  });
});
