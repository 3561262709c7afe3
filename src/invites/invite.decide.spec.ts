import { describe, expect, it } from '@jest/globals';
import {
  ADMIN_ROLE,
  ADMINISTRATOR,
  memberWith,
  OUTSIDER,
  OWNER,
  roleAt,
} from '../../test/support/authority.js';
import { given, NOW, refusalOf, type Past } from '../../test/support/given.js';
import type { InviteCode, RoleId, UserId } from '../common/ids.js';
import { OPERATOR, type Authority, type GrantedRole } from '../roles/authority.js';
import { ADMIN, EVERYONE } from '../roles/role.events.js';
import {
  decideCreate,
  decideCreateOwnerLink,
  decideEdit,
  decideExpire,
  decideRevoke,
  revoked,
  type EditInvite,
} from './invite.decide.js';
import type { InviteEvent } from './invite.events.js';
import { inviteStatus } from './invite-status.js';
import { inviteFold } from './invite.fold.js';

const code = 'Ab3xK9Qz' as InviteCode;
const creator = 'carol' as UserId;
const manager = memberWith('manage_invites');
const EXPIRES = '2026-11-22T11:00:00.000Z';
const JUST_BEFORE = '2026-11-22T10:59:59.999Z';
const LATER = '2026-11-23T10:00:00.000Z';

const terms = { code, max_uses: 0, expires_at: null, label: null, channel_id: null } as const;

function created(
  fields: Partial<Extract<InviteEvent, { readonly type: 'InviteCreated' }>['data']> = {},
): Past<InviteEvent> {
  return {
    type: 'InviteCreated',
    data: {
      ...terms,
      grant_role_id: null,
      created_by: creator,
      grants_ownership: false,
      ...fields,
    },
  };
}
const updated = (changes: { max_uses?: number; expires_at?: string | null }): InviteEvent => ({
  type: 'InviteUpdated',
  data: { code, ...changes },
});
const consumed = (use_count: number): Past<InviteEvent> => ({
  type: 'InviteConsumed',
  data: { code, user_id: 'bob' as UserId, use_count, joined: true },
});
const paused: InviteEvent = { type: 'InvitePaused', data: { code } };
const resumed: InviteEvent = { type: 'InviteResumed', data: { code } };
const expired: InviteEvent = { type: 'InviteExpired', data: { code } };
const revocation: Past<InviteEvent> = { type: 'InviteRevoked', data: { code, cause: 'revoked' } };
const ownerLink = decideCreateOwnerLink(code, ADMIN);

const create = (actor: Authority, role?: GrantedRole, id = role?.id ?? null) =>
  decideCreate({ ...terms, grant_role_id: id }, { actor, role });

const edit = (
  past: readonly Past<InviteEvent>[],
  changes: Partial<EditInvite>,
  actor: Authority = manager,
  role?: GrantedRole,
) => {
  const at = { state: given(inviteFold, past), version: past.length };
  return decideEdit({ ifVersion: undefined, ...changes }, at, { actor, role });
};

describe('creating an invite', () => {
  it('records its terms, who made it, and that it makes nobody the owner', () => {
    const invite = {
      code,
      max_uses: 5,
      expires_at: EXPIRES,
      grant_role_id: null,
      channel_id: 'lobby',
      label: 'for the forum',
    };
    expect(decideCreate(invite, { actor: manager, role: undefined })).toEqual([
      { type: 'InviteCreated', data: { ...invite, created_by: 'alice', grants_ownership: false } },
    ]);
  });

  it('takes manage_invites', () => {
    expect(refusalOf(create(memberWith('manage_roles', 'manage_server')))).toBe(
      'MISSING_PERMISSION',
    );
    expect(create(memberWith('administrator'))).toHaveLength(1);
  });

  it('is for members', () => {
    expect(refusalOf(create(OUTSIDER))).toBe('NOT_A_MEMBER');
  });

  it('can grant a role below the own highest whose permissions the creator holds', () => {
    const actor = memberWith('manage_invites', 'send_messages');
    expect(create(actor, roleAt(9, 'send_messages'))).toMatchObject([
      { type: 'InviteCreated', data: { grant_role_id: 'role9' } },
    ]);
  });

  it.each([10, 11])(
    'cannot grant a role at position %d to be handed out from position 10',
    (at) => {
      expect(refusalOf(create(manager, roleAt(at)))).toBe('ROLE_HIERARCHY');
    },
  );

  it('cannot grant a permission that the creator lacks', () => {
    const kicker = roleAt(1, 'manage_invites', 'kick_members');
    expect(refusalOf(create(manager, kicker))).toBe('MISSING_PERMISSION');
    expect(refusalOf(create(manager, roleAt(1, 'administrator')))).toBe('MISSING_PERMISSION');
  });

  it('lets an administrator grant any role but admin', () => {
    expect(create(ADMINISTRATOR, roleAt(999, 'administrator'))).toHaveLength(1);
    expect(refusalOf(create(ADMINISTRATOR, ADMIN_ROLE))).toBe('ROLE_HIERARCHY');
  });

  it('lets the operator grant any role but admin, by an invite that has no creator', () => {
    expect(create(OPERATOR, roleAt(999, 'administrator'))).toMatchObject([
      { type: 'InviteCreated', data: { created_by: null, grants_ownership: false } },
    ]);
    expect(refusalOf(create(OPERATOR, ADMIN_ROLE))).toBe('ROLE_HIERARCHY');
  });

  it('lets the owner grant any role, admin too', () => {
    expect(create(OWNER, roleAt(999, 'administrator'))).toHaveLength(1);
    expect(create(OWNER, ADMIN_ROLE)).toHaveLength(1);
  });

  it('cannot grant a role that does not exist', () => {
    expect(refusalOf(create(OWNER, undefined, 'gone' as RoleId))).toBe('ROLE_NOT_GRANTABLE');
  });

  it('cannot grant everyone, which every member has, not even for the owner', () => {
    const everyone = { ...roleAt(0), id: EVERYONE };
    expect(refusalOf(create(OWNER, everyone))).toBe('ROLE_NOT_GRANTABLE');
  });

  it('tells somebody without the permission nothing about roles', () => {
    const nosy = memberWith('send_messages');
    expect(refusalOf(create(nosy, undefined, 'gone' as RoleId))).toBe('MISSING_PERMISSION');
  });
});

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
    expect(edit([created(), paused], { paused: false, ifVersion: [2] })).toEqual([resumed]);
    expect(edit([created(), paused], { paused: false, ifVersion: [7, 2] })).toEqual([resumed]);
  });

  it.each([[[1]], [[3]], [[]]])('is refused when If-Match names %j at version 2', (ifVersion) => {
    expect(refusalOf(edit([created(), paused], { paused: false, ifVersion }))).toBe(
      'VERSION_MISMATCH',
    );
  });

  it('is refused at another version even when it would change nothing', () => {
    expect(refusalOf(edit([created()], { ifVersion: [9] }))).toBe('VERSION_MISMATCH');
  });

  it('is refused for good once the invite is revoked', () => {
    const past = [created(), revocation];
    expect(refusalOf(edit(past, { paused: true }))).toBe('INVITE_REVOKED');
    expect(refusalOf(edit(past, { max_uses: 9, ifVersion: [2] }))).toBe('INVITE_REVOKED');
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

describe('revoking an invite', () => {
  const revoke = (past: readonly Past<InviteEvent>[], actor = manager, reason?: string) =>
    decideRevoke(given(inviteFold, past), actor, reason);

  it('records the cause, and the reason that was given', () => {
    expect(revoke([created()])).toEqual([revocation]);
    expect(revoke([created()], manager, 'leaked')).toEqual([{ ...revocation, reason: 'leaked' }]);
  });

  it('a second time changes nothing', () => {
    expect(revoke([created(), revocation], manager, 'again')).toEqual([]);
  });

  it.each([
    ['paused', [created(), paused]],
    ['expired', [created({ expires_at: EXPIRES }), expired]],
    ['exhausted', [created({ max_uses: 1 }), consumed(1)]],
  ])('ends an invite that is %s, too', (_, past) => {
    expect(revoke(past)).toEqual([revocation]);
  });

  it('takes manage_invites', () => {
    expect(refusalOf(revoke([created()], memberWith('manage_roles')))).toBe('MISSING_PERMISSION');
    expect(refusalOf(revoke([created()], OUTSIDER))).toBe('NOT_A_MEMBER');
  });

  it('finds no invite where there is none', () => {
    expect(refusalOf(revoke([]))).toBe('INVITE_NOT_FOUND');
  });

  it('by the server itself records its cause, once', () => {
    const event = { type: 'InviteRevoked', data: { code, cause: 'creator_banned' } } as const;
    expect(revoked(given(inviteFold, [created()]), 'creator_banned')).toEqual([event]);
    expect(revoked(given(inviteFold, [created(), event]), 'role_deleted')).toEqual([]);
  });

  it('leaves on record who did it, when and why', () => {
    const byManager = { ...revocation, actor: 'alice', at: LATER, reason: 'leaked' };
    expect(given(inviteFold, [created(), byManager])).toMatchObject({
      revoked_at: LATER,
      revoked_by: 'alice',
      revoke_reason: 'leaked',
    });
  });

  it('leaves who and when, but not why, once whoever made it was erased', () => {
    const byManager = { ...revocation, actor: 'alice', at: LATER, reason: 'leaked' };
    const forgotten = { type: 'InviteReasonErased', data: { code } } as const;
    expect(given(inviteFold, [created(), byManager, forgotten])).toEqual({
      ...given(inviteFold, [created(), byManager]),
      revoke_reason: null,
    });
  });

  it('leaves the cause as the reason when the server did it, and none when nobody gave one', () => {
    const deleted = { type: 'InviteRevoked', data: { code, cause: 'role_deleted' } } as const;
    expect(given(inviteFold, [created(), deleted])).toMatchObject({
      revoked_by: null,
      revoke_reason: 'role_deleted',
    });
    expect(given(inviteFold, [created(), revocation]).revoke_reason).toBeNull();
  });
});

describe('recording an expiry', () => {
  const expire = (past: readonly Past<InviteEvent>[], now: string) =>
    decideExpire(given(inviteFold, past), now);
  const expiring = created({ expires_at: EXPIRES });

  it('is due from expires_at on, to the millisecond', () => {
    expect(expire([expiring], JUST_BEFORE)).toEqual([]);
    expect(expire([expiring], EXPIRES)).toEqual([expired]);
    expect(expire([expiring], LATER)).toEqual([expired]);
  });

  it('happens once', () => {
    expect(expire([expiring, expired], LATER)).toEqual([]);
  });

  it('happens to a paused invite, too', () => {
    expect(expire([expiring, paused], EXPIRES)).toEqual([expired]);
  });

  it('happens again after an extension, when that has passed', () => {
    const past = [expiring, expired, updated({ expires_at: LATER })];
    expect(expire(past, EXPIRES)).toEqual([]);
    expect(expire(past, LATER)).toEqual([expired]);
  });

  it('does not happen again for a change of something else', () => {
    expect(expire([expiring, expired, updated({ max_uses: 5 })], LATER)).toEqual([]);
  });

  it('does not happen to what never expires, does not exist, is used up or revoked', () => {
    expect(expire([created()], LATER)).toEqual([]);
    expect(expire([], LATER)).toEqual([]);
    expect(expire([created({ expires_at: EXPIRES, max_uses: 1 }), consumed(1)], LATER)).toEqual([]);
    expect(expire([expiring, revocation], LATER)).toEqual([]);
  });

  it('happens after all to a used-up invite whose limit is raised after its time', () => {
    const past = [created({ expires_at: EXPIRES, max_uses: 1 }), consumed(1)];
    expect(expire([...past, updated({ max_uses: 2 })], LATER)).toEqual([expired]);
  });
});

describe('the owner link', () => {
  it('is a single-use invite of nobody that grants admin and ownership', () => {
    expect(ownerLink).toEqual([
      {
        type: 'InviteCreated',
        data: {
          ...terms,
          label: 'Owner link',
          max_uses: 1,
          created_by: null,
          grant_role_id: ADMIN,
          grants_ownership: true,
        },
      },
    ]);
  });

  it.each([
    ['a manager', manager],
    ['an administrator', ADMINISTRATOR],
  ])('cannot be seen, edited or revoked by %s', (_, actor) => {
    expect(refusalOf(edit(ownerLink, { max_uses: 0 }, actor))).toBe('INVITE_NOT_FOUND');
    const state = given(inviteFold, ownerLink);
    expect(refusalOf(decideRevoke(state, actor, undefined))).toBe('INVITE_NOT_FOUND');
  });

  it('is revoked by the server when there is an owner otherwise', () => {
    expect(revoked(given(inviteFold, ownerLink), 'owner_appointed')).toEqual([
      { type: 'InviteRevoked', data: { code, cause: 'owner_appointed' } },
    ]);
  });
});

describe('an invite on record', () => {
  it('counts its uses and knows the last one', () => {
    const past = [created(), consumed(1), { ...consumed(2), at: LATER }];
    expect(given(inviteFold, past)).toMatchObject({ use_count: 2, last_used_at: LATER });
  });

  it('knows when and by whom it was made', () => {
    expect(given(inviteFold, [{ ...created(), at: LATER }])).toMatchObject({
      exists: true,
      created_at: LATER,
      created_by: creator,
      use_count: 0,
    });
  });
});
