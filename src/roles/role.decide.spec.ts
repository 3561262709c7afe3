import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { given, NOW, refusalOf } from '../../test/support/given.js';
import type { RoleId } from '../platform/ids.js';
import type { Authority } from './authority.js';
import { ALL_PERMISSIONS, bitsOf, DEFAULT_PERMISSIONS, type Permission } from './permissions.js';
import {
  decideCreateRole,
  decideDeleteRole,
  decideUpdateRole,
  MAX_ROLES,
  type NamedRole,
  type RoleChanges,
} from './role.decide.js';
import {
  ADMIN,
  ADMIN_POSITION,
  builtinRoles,
  EVERYONE,
  type RoleEvent,
  type RoleFields,
} from './role.events.js';
import { roleFold } from './role.fold.js';

const role_id = 'helper' as RoleId;
const LATER = '2026-11-23T10:00:00.000Z';

const helper = { role_id, name: 'Helper', color: '#3366ff', position: 9, permissions: 0 };
const created: RoleEvent = { type: 'RoleCreated', data: { ...helper, is_builtin: false } };
const deleted: RoleEvent = { type: 'RoleDeleted', data: { role_id } };

const BUILT_IN: readonly NamedRole[] = [
  { id: EVERYONE, name: 'everyone' },
  { id: ADMIN, name: 'admin' },
];
const rolesUpTo = (count: number): readonly NamedRole[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `r${index}` as RoleId,
    name: `Role ${index}`,
  }));

const foldedOf = (past: readonly RoleEvent[]) => ({
  state: given(roleFold, past),
  version: past.length,
});

const create = (actor: Authority, fields: Partial<RoleFields> = {}, roles = BUILT_IN) =>
  decideCreateRole({ ...helper, ...fields }, { actor, roles });

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
    expect(create(manager, {}, rolesUpTo(MAX_ROLES - 1))).toHaveLength(1);
    expect(refusalOf(create(manager, {}, rolesUpTo(MAX_ROLES)))).toBe('CONFLICT');
  });

  it.each(['admin', 'Everyone', '\u0410DMIN', 'ROLE 1', 'Ro1e 1'])(
    'is refused under the name %j, which can be taken for that of another',
    (name) => {
      expect(refusalOf(create(OWNER, { name }, [...BUILT_IN, ...rolesUpTo(3)]))).toBe(
        'ROLE_NAME_TAKEN',
      );
    },
  );
});

const builtin = (id: RoleId) => builtinRoles().filter(({ data }) => data.role_id === id);

describe('changing a role', () => {
  const manager = memberWith('manage_roles', 'kick_members');
  const banner: RoleEvent = {
    type: 'RoleCreated',
    data: { ...helper, permissions: bitsOf('ban_members'), is_builtin: false },
  };
  const update = (changes: RoleChanges, actor = manager, ...past: readonly RoleEvent[]) =>
    decideUpdateRole(changes, foldedOf(past.length > 0 ? past : [created]), {
      actor,
      roles: [...BUILT_IN, ...rolesUpTo(3), { id: role_id, name: 'Helper' }],
      ifMatch: undefined,
    });

  it('records what changes, and nothing else', () => {
    const changes = { name: 'Helper', color: null, position: 3, permissions: undefined };
    expect(update(changes)).toEqual([
      { type: 'RoleUpdated', data: { role_id, color: null, position: 3 } },
    ]);
    expect(update({ name: 'Helper', position: 9 })).toEqual([]);
  });

  it.each(['Admin', 'EVERY0NE', 'role 2'])('is refused under the name %j of another', (name) => {
    expect(refusalOf(update({ name }))).toBe('ROLE_NAME_TAKEN');
  });

  it('can write its own name in another way', () => {
    expect(update({ name: 'HELPER' })).toEqual([
      { type: 'RoleUpdated', data: { role_id, name: 'HELPER' } },
    ]);
  });

  it('is refused when If-Match names other versions', () => {
    const at2 = foldedOf([created, { type: 'RoleUpdated', data: { role_id, position: 3 } }]);
    const facts = { actor: manager, roles: BUILT_IN };
    const changes = { color: null };
    expect(decideUpdateRole(changes, at2, { ...facts, ifMatch: [1, 2] })).toHaveLength(1);
    expect(refusalOf(decideUpdateRole(changes, at2, { ...facts, ifMatch: [1] }))).toBe(
      'VERSION_MISMATCH',
    );
  });

  it('takes manage_roles, and a role that is there', () => {
    expect(refusalOf(update({ name: 'x' }, memberWith('manage_server')))).toBe(
      'MISSING_PERMISSION',
    );
    expect(refusalOf(update({ name: 'x' }, OUTSIDER))).toBe('NOT_A_MEMBER');
    expect(refusalOf(update({ name: 'x' }, manager, created, deleted))).toBe('ROLE_NOT_FOUND');
  });

  it.each([10, 11, 999])('neither moves it to position %d nor touches one there', (position) => {
    const there: RoleEvent = {
      type: 'RoleCreated',
      data: { ...helper, position, is_builtin: false },
    };
    for (const actor of [manager, ADMINISTRATOR]) {
      expect(refusalOf(update({ position }, actor))).toBe('ROLE_HIERARCHY');
      expect(refusalOf(update({ position: 1 }, actor, there))).toBe('ROLE_HIERARCHY');
      expect(refusalOf(update({ name: 'x' }, actor, there))).toBe('ROLE_HIERARCHY');
    }
    expect(update({ position }, OWNER)).toHaveLength(1);
  });

  it('adds only permissions that the actor holds', () => {
    expect(update({ permissions: bitsOf('kick_members') })).toHaveLength(1);
    expect(refusalOf(update({ permissions: bitsOf('kick_members', 'ban_members') }))).toBe(
      'MISSING_PERMISSION',
    );
  });

  it('keeps and takes away permissions that the actor lacks', () => {
    const more = bitsOf('ban_members', 'kick_members');
    expect(update({ permissions: more }, manager, banner)).toHaveLength(1);
    expect(update({ permissions: 0 }, manager, banner)).toHaveLength(1);
  });

  it('raises nobody with permissions that the actor lacks, but lowers them', () => {
    const low: RoleEvent = {
      type: 'RoleCreated',
      data: { ...helper, position: 5, permissions: bitsOf('ban_members'), is_builtin: false },
    };
    expect(refusalOf(update({ position: 6 }, manager, low))).toBe('MISSING_PERMISSION');
    expect(update({ position: 4 }, manager, low)).toHaveLength(1);
    expect(update({ position: 6, permissions: 0 }, manager, low)).toHaveLength(1);
  });

  it('leaves admin as it is, also to the owner', () => {
    for (const changes of [{ name: 'x' }, { color: '#000000' }, { permissions: 0 }, {}]) {
      expect(refusalOf(update(changes, OWNER, ...builtin(ADMIN)))).toBe('ROLE_BUILTIN');
    }
  });

  it('gives everyone other permissions and a colour, but no other name or place', () => {
    const chief = memberWith('manage_roles', 'send_messages');
    expect(update({ permissions: 0, color: '#000000' }, chief, ...builtin(EVERYONE))).toHaveLength(
      1,
    );
    expect(update({ name: 'everyone', position: 0 }, chief, ...builtin(EVERYONE))).toEqual([]);
    expect(refusalOf(update({ name: 'x' }, OWNER, ...builtin(EVERYONE)))).toBe('ROLE_BUILTIN');
    expect(refusalOf(update({ position: 1 }, OWNER, ...builtin(EVERYONE)))).toBe('ROLE_BUILTIN');
    expect(
      refusalOf(
        update({ permissions: ALL_PERMISSIONS }, { ...chief, position: 0 }, ...builtin(EVERYONE)),
      ),
    ).toBe('ROLE_HIERARCHY');
  });
});

describe('deleting a role', () => {
  const manager = memberWith('manage_roles');
  const remove = (actor: Authority, ...past: readonly RoleEvent[]) =>
    decideDeleteRole(given(roleFold, past), actor, 'tidy');

  it('is final, for a reason', () => {
    expect(remove(manager, created)).toEqual([{ ...deleted, reason: 'tidy' }]);
    expect(refusalOf(remove(manager, created, deleted))).toBe('ROLE_NOT_FOUND');
  });

  it('takes manage_roles and a higher role', () => {
    const high: RoleEvent = {
      type: 'RoleCreated',
      data: { ...helper, position: 10, is_builtin: false },
    };
    expect(refusalOf(remove(memberWith('manage_server'), created))).toBe('MISSING_PERMISSION');
    expect(refusalOf(remove(manager, high))).toBe('ROLE_HIERARCHY');
    expect(refusalOf(remove(ADMINISTRATOR, high))).toBe('ROLE_HIERARCHY');
    expect(remove(OWNER, high)).toHaveLength(1);
  });

  it('spares the built-in roles', () => {
    for (const role of builtinRoles()) {
      expect(refusalOf(remove(OWNER, role))).toBe('ROLE_BUILTIN');
    }
  });
});

describe('a role on record', () => {
  it('knows its fields and when it was made', () => {
    expect(given(roleFold, [created])).toEqual({
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
    expect(given(roleFold, [created, { ...updated, at: LATER }])).toMatchObject({
      id: role_id,
      name: 'Helper',
      color: null,
      position: 3,
      created_at: NOW,
      updated_at: LATER,
    });
  });

  it('is gone once it is deleted', () => {
    const was = given(roleFold, [created]);
    expect(given(roleFold, [created, deleted])).toEqual({ exists: false, was });
  });

  it('was never there without an event', () => {
    expect(given(roleFold, [])).toEqual({ exists: false });
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
