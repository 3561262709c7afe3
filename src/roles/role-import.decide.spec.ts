import { describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR } from '../../test/support/authority.js';
import { given, NOW, refusalOf, type Past } from '../../test/support/given.js';
import type { RoleId } from '../platform/ids.js';
import { OPERATOR } from './authority.js';
import { MAX_ROLES } from './role.decide.js';
import { decideImportRole, type ImportedRole } from './role-import.decide.js';
import { builtinRoles, EVERYONE, type RoleEvent } from './role.events.js';
import { roleFold } from './role.fold.js';

const role_id = '01JD0000000000000000000001' as RoleId;
const THEN = '2025-03-01T08:00:00.000Z';
const fields = { name: 'Helpers', color: null, position: 5, permissions: 3 };
const role: ImportedRole = { ...fields, role_id, created_at: THEN, notes: [] };
const everyone: ImportedRole = { ...role, role_id: EVERYONE, permissions: 515 };
const bornEveryone = builtinRoles().filter(({ data }) => data.role_id === EVERYONE);

const decide = (
  one: ImportedRole,
  past: readonly Past<RoleEvent>[] = [],
  facts: Partial<Parameters<typeof decideImportRole>[1]> = {},
) =>
  decideImportRole(one, {
    actor: OPERATOR,
    state: given(roleFold, past),
    version: past.length,
    roles: builtinRoles().map(({ data }) => ({ id: data.role_id, name: data.name })),
    now: NOW,
    ...facts,
  });

describe('a role of another community', () => {
  it('keeps its id and its age', () => {
    const decision = decide(role);
    if (!('events' in decision)) throw decision;
    expect(decision.outcome).toEqual({ outcome: 'taken', notes: [] });
    expect(given(roleFold, decision.events)).toEqual({
      exists: true,
      id: role_id,
      ...fields,
      is_builtin: false,
      created_at: THEN,
      updated_at: THEN,
    });
  });

  it('stays as it is here, also when it was deleted', () => {
    const created: RoleEvent = {
      type: 'RoleCreated',
      data: { role_id, ...fields, is_builtin: false },
    };
    const deleted: RoleEvent = { type: 'RoleDeleted', data: { role_id } };
    for (const past of [[created], [created, deleted]]) {
      expect(decide({ ...role, name: 'Other' }, past)).toMatchObject({ events: [] });
    }
  });

  it('is skipped when there are as many as there can be', () => {
    const roles = Array.from({ length: MAX_ROLES }, (_, index) => ({
      id: `r${index}` as RoleId,
      name: `Role ${index}`,
    }));
    expect(decide(role, [], { roles })).toEqual({
      events: [],
      outcome: { outcome: 'skipped', why: 'too_many_roles' },
    });
  });

  it('gets a number where its name is taken, or can be taken for one that is', () => {
    const names = ['admin', 'Helpers', 'HELPERS (2)'];
    const roles = names.map((name, index) => ({ id: `r${index}` as RoleId, name }));
    expect(decide(role, [], { roles })).toMatchObject({
      events: [{ data: { name: 'Helpers (3)' } }],
      outcome: { outcome: 'taken', notes: ['name_taken'] },
    });
    expect(decide({ ...role, name: 'Adm1n' }, [], { roles })).toMatchObject({
      events: [{ data: { name: 'Adm1n (2)' } }],
    });
  });

  it('has a name of at most 64 characters then, too', () => {
    const name = 'x'.repeat(64);
    const roles = [{ id: 'other' as RoleId, name }];
    expect(decide({ ...role, name }, [], { roles })).toMatchObject({
      events: [{ data: { name: `${'x'.repeat(58)} (2)` } }],
    });
  });

  it('is imported by the operator alone', () => {
    expect(refusalOf(decide(role, [], { actor: ADMINISTRATOR }))).toBe('MISSING_PERMISSION');
  });
});

describe('the role everyone', () => {
  it('gets the permissions from there, and nothing else', () => {
    expect(decide(everyone, bornEveryone)).toMatchObject({
      events: [{ type: 'RoleUpdated', data: { role_id: EVERYONE, permissions: 515 } }],
    });
  });

  it('stays as it is once it was changed here', () => {
    const changed: RoleEvent = { type: 'RoleUpdated', data: { role_id: EVERYONE, permissions: 1 } };
    expect(decide(everyone, [...bornEveryone, changed])).toMatchObject({ events: [] });
  });
});
