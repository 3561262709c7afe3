import { describe, expect, it } from '@jest/globals';
import { memberWith, OUTSIDER, OWNER } from '../../test/support/authority.js';
import { NOW, refusalOf } from '../../test/support/given.js';
import type { RoleId } from '../platform/ids.js';
import type { Authority } from './authority.js';
import { bitsOf } from './permissions.js';
import { builtinRoles } from './role.events.js';
import { decideOrderRoles, type OrderedRole } from './role-order.decide.js';

const id = (name: string): RoleId => name as RoleId;

const role = (name: string, position: number, permissions = 0): OrderedRole => ({
  exists: true,
  id: id(name),
  name,
  color: null,
  position,
  permissions,
  is_builtin: false,
  created_at: NOW,
  updated_at: NOW,
  version: 3,
});

const builtin: readonly OrderedRole[] = builtinRoles().map(({ data }) => ({
  ...role(data.role_id, data.position),
  is_builtin: true,
}));
const roles = [...builtin, role('a', 1), role('b', 2, bitsOf('ban_members')), role('c', 12)];

/** Stands at 10. */
const manager = memberWith('manage_roles');

const order = (places: Readonly<Record<string, number>>, actor: Authority = manager) =>
  decideOrderRoles(
    Object.entries(places).map(([name, position]) => ({ id: id(name), position })),
    { actor, roles },
  );

describe('the order of the roles', () => {
  it('is an event for each that moves, in one go', () => {
    expect(order({ a: 2, b: 1, c: 12 })).toEqual([
      { type: 'RoleUpdated', data: { role_id: 'a', position: 2 } },
      { type: 'RoleUpdated', data: { role_id: 'b', position: 1 } },
    ]);
  });

  it('is no event when it is the one that there is', () => {
    expect(order({ a: 1, b: 2, c: 12 })).toEqual([]);
  });

  it('takes manage_roles', () => {
    expect(refusalOf(order({ a: 1, b: 2, c: 12 }, memberWith('manage_server')))).toBe(
      'MISSING_PERMISSION',
    );
    expect(refusalOf(order({ a: 1, b: 2, c: 12 }, OUTSIDER))).toBe('NOT_A_MEMBER');
  });

  it('names each role once', () => {
    const twice = [...['a', 'b', 'c', 'a'].map((name) => ({ id: id(name), position: 3 }))];
    expect(refusalOf(decideOrderRoles(twice, { actor: OWNER, roles }))).toBe('VALIDATION_FAILED');
    expect(refusalOf(order({ a: 1, b: 2 }))).toBe('CONFLICT');
    expect(refusalOf(order({ a: 1, b: 2, c: 12, d: 3 }))).toBe('ROLE_NOT_FOUND');
  });

  it('goes by the versions that were read, where these are named', () => {
    const at = (version: number) =>
      ['a', 'b', 'c'].map((name) => ({ id: id(name), position: 5, version }));
    expect(decideOrderRoles(at(3), { actor: OWNER, roles })).toHaveLength(3);
    expect(refusalOf(decideOrderRoles(at(2), { actor: OWNER, roles }))).toBe('VERSION_MISMATCH');
  });

  it.each(['everyone', 'admin'])('leaves %s where it is', (name) => {
    expect(refusalOf(order({ a: 1, b: 2, c: 12, [name]: 5 }, OWNER))).toBe('ROLE_BUILTIN');
  });

  it('moves none to where the actor stands, nor from there', () => {
    expect(refusalOf(order({ a: 10, b: 2, c: 12 }))).toBe('ROLE_HIERARCHY');
    expect(refusalOf(order({ a: 1, b: 2, c: 3 }))).toBe('ROLE_HIERARCHY');
    expect(order({ a: 10, b: 2, c: 3 }, OWNER)).toHaveLength(2);
  });

  it('raises none with permissions that the actor lacks, but lowers it', () => {
    expect(refusalOf(order({ a: 1, b: 3, c: 12 }))).toBe('MISSING_PERMISSION');
    expect(order({ a: 1, b: 1, c: 12 })).toHaveLength(1);
    expect(order({ a: 1, b: 3, c: 12 }, memberWith('manage_roles', 'ban_members'))).toHaveLength(1);
  });
});
