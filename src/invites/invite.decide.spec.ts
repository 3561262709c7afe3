import { describe, expect, it } from '@jest/globals';
import {
  ADMIN_ROLE,
  ADMINISTRATOR,
  memberWith,
  OUTSIDER,
  OWNER,
  roleAt,
} from '../../test/support/authority.js';
import { given, refusalOf, type Past } from '../../test/support/given.js';
import {
  code,
  consumed,
  created,
  creator,
  expired,
  EXPIRES,
  JUST_BEFORE,
  LATER,
  manager,
  paused,
  revocation,
  terms,
  updated,
} from '../../test/support/past-invites.js';
import type { RoleId } from '../platform/ids.js';
import { OPERATOR, type Authority, type GrantedRole } from '../roles/authority.js';
import { ADMIN, EVERYONE } from '../roles/role.events.js';
import {
  decideCreate,
  decideCreateOwnerLink,
  decideExpire,
  decideRevoke,
  revoked,
  type InviteQuota,
} from './invite.decide.js';
import type { InviteEvent } from './invite.events.js';
import { inviteFold } from './invite.fold.js';

const ownerLink = decideCreateOwnerLink(code, ADMIN);

const create = (actor: Authority, role?: GrantedRole, id = role?.id ?? null, quota?: InviteQuota) =>
  decideCreate({ ...terms, grant_role_id: id }, { actor, role, quota });

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
    expect(decideCreate(invite, { actor: manager, role: undefined, quota: undefined })).toEqual([
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

  it('is refused to whoever has as many that are active or paused as they may', () => {
    const have = (active: number) => create(manager, undefined, null, { active, limit: 3 });
    expect(have(2)).toHaveLength(1);
    expect(refusalOf(have(3))).toBe('TOO_MANY_INVITES');
    expect(refusalOf(have(4))).toBe('TOO_MANY_INVITES');
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
  ])('cannot be revoked by %s', (_, actor) => {
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

  it('has ended by the one event that ended it, until an edit brings it back', () => {
    const endedBy = (...past: Past<InviteEvent>[]) => given(inviteFold, past).ended_by;
    const usedUp = [created({ max_uses: 1 }), consumed(1)];
    expect(endedBy(created({ expires_at: EXPIRES }), { ...paused, at: LATER })).toBeNull();
    expect(endedBy(created({ expires_at: EXPIRES }), expired)).toBe(2);
    expect(endedBy(created(), revocation)).toBe(2);
    expect(endedBy(...usedUp)).toBe(2);
    expect(endedBy(...usedUp, revocation)).toBe(2);
    expect(endedBy(...usedUp, updated({ max_uses: 2 }))).toBeNull();
    expect(endedBy(...usedUp, updated({ max_uses: 2 }), consumed(2))).toBe(4);
    expect(endedBy(created(), consumed(1), updated({ max_uses: 1 }))).toBe(3);
    // Its time had come while it was used up: to raise the limit brings nothing back.
    const over = [created({ max_uses: 1, expires_at: EXPIRES }), consumed(1)];
    const raised = { ...updated({ max_uses: 2 }), at: LATER };
    expect(endedBy(...over, raised)).toBe(2);
    expect(endedBy(...over, raised, { ...expired, at: LATER })).toBe(2);
  });
});
