import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, NOW, refusalOf } from '../../test/support/given.js';
import type { RoleId } from '../common/ids.js';
import type { Authority } from './authority.js';
import { ALL_PERMISSIONS, bitsOf, DEFAULT_PERMISSIONS, type Permission } from './permissions.js';
import { decideCreateRole, MAX_ROLES, roleDecider } from './role.decider.js';
import { ADMIN, ADMIN_POSITION, builtinRoles, EVERYONE, type RoleEvent } from './role.events.js';

const role_id = 'helper' as RoleId;
const LATER = '2026-11-23T10:00:00.000Z';

const helper = { role_id, name: 'Helper', color: '#3366ff', position: 9, permissions: 0 };
const created: RoleEvent = { type: 'RoleCreated', data: { ...helper, is_builtin: false } };
const deleted: RoleEvent = { type: 'RoleDeleted', data: { role_id } };

const create = (
  actor: Authority,
  fields: { readonly position?: number; readonly permissions?: number } = {},
  roleCount = 2,
) => decideCreateRole({ ...helper, ...fields }, { actor, roleCount });

describe('creating a role', () => {
  const manager = memberWith('manage_roles', 'kick_members');

  it('records it as one that can be changed', () => {
    expect(create(manager)).toEqual([created]);
  });

  it('takes manage_roles', () => {
    expect(refusalOf(create(memberWith('manage_invites', 'manage_server')))).toBe(
      'MISSING_PERMISSION',
    );
    expect(create(memberWith('administrator'))).toHaveLength(1);
  });

  it('is for members', () => {
    expect(refusalOf(create(OUTSIDER))).toBe('NOT_A_MEMBER');
  });

  it.each([10, 11, 999])('at position %d is not for somebody who stands at 10', (position) => {
    expect(refusalOf(create(manager, { position }))).toBe('ROLE_HIERARCHY');
    expect(refusalOf(create(ADMINISTRATOR, { position }))).toBe('ROLE_HIERARCHY');
  });

  it('can hand out the permissions that the creator holds', () => {
    const permissions = bitsOf('manage_roles', 'kick_members');
    expect(create(manager, { permissions })).toMatchObject([{ data: { permissions } }]);
  });

  it.each(['ban_members', 'manage_server', 'administrator'] as const)(
    'cannot hand out %s without having it, and the refusal names it',
    (permission: Permission) => {
      const decision = create(manager, { permissions: bitsOf('kick_members', permission) });
      expect(refusalOf(decision)).toBe('MISSING_PERMISSION');
      expect(decision).toMatchObject({ detail: expect.stringMatching(`lack: ${permission}.`) });
    },
  );

  it('is free to the owner, at any position and with any permission', () => {
    expect(create(OWNER, { position: 999, permissions: ALL_PERMISSIONS })).toHaveLength(1);
  });

  it('is refused once there are as many as there can be', () => {
    expect(create(manager, {}, MAX_ROLES - 1)).toHaveLength(1);
    expect(refusalOf(create(manager, {}, MAX_ROLES))).toBe('CONFLICT');
  });
});

describe('a role on record', () => {
  it('knows its fields and when it was made', () => {
    expect(given(roleDecider, [created])).toEqual({
      exists: true,
      id: role_id,
      name: 'Helper',
      color: '#3366ff',
      position: 9,
      permissions: 0,
      is_builtin: false,
      created_at: NOW,
      updated_at: NOW,
    });
  });

  it('takes on what was changed and keeps the rest', () => {
    const updated: RoleEvent = { type: 'RoleUpdated', data: { role_id, color: null, position: 3 } };
    expect(given(roleDecider, [created, { ...updated, at: LATER }])).toMatchObject({
      id: role_id,
      name: 'Helper',
      color: null,
      position: 3,
      created_at: NOW,
      updated_at: LATER,
    });
  });

  it('is gone once it is deleted', () => {
    expect(given(roleDecider, [created, deleted])).toEqual({ exists: false });
  });

  it('was never there without an event', () => {
    expect(given(roleDecider, [])).toEqual({ exists: false });
  });
});

describe('the built-in roles', () => {
  it('are everyone at the bottom, to take part, and admin at the top, to do everything', () => {
    expect(builtinRoles().map(({ data }) => data)).toMatchObject([
      { role_id: EVERYONE, position: 0, permissions: DEFAULT_PERMISSIONS, is_builtin: true },
      { role_id: ADMIN, position: ADMIN_POSITION, permissions: ALL_PERMISSIONS, is_builtin: true },
    ]);
  });
});
