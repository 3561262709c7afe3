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
    roleCount: 2,
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
    expect(decide(role, [], { roleCount: MAX_ROLES })).toEqual({
      events: [],
      outcome: { outcome: 'skipped', why: 'too_many_roles' },
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
