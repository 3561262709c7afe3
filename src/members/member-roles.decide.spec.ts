import { describe, expect, it } from '@jest/globals';
import {
  ADMIN_ROLE,
  ADMINISTRATOR,
  memberWith,
  OUTSIDER,
  OWNER,
  roleAt,
} from '../../test/support/authority.js';
import { refusalOf } from '../../test/support/given.js';
import type { RoleId, UserId } from '../platform/ids.js';
import type { Authority, GrantedRole } from '../roles/authority.js';
import { EVERYONE } from '../roles/role.events.js';
import { decideAssignRole, decideRemoveRole } from './member-roles.decide.js';

const userId = 'bob' as UserId;
const bob: Authority = { ...memberWith(), userId, position: 0 };
const helper = roleAt(5, 'send_messages');
const manager = memberWith('manage_roles', 'send_messages');

const facts = (
  role: GrantedRole | undefined,
  { actor = manager, target = bob, held = [] as readonly RoleId[] } = {},
) => ({
  actor,
  target,
  role,
  membership: {
    userId: target.userId,
    isMember: target.isMember,
    roleIds: held,
    banned: false,
    allowlisted: false,
    erased: false,
  },
});
const assign = (...[role, who]: Parameters<typeof facts>) => decideAssignRole(facts(role, who));
const remove = (...[role, who]: Parameters<typeof facts>) =>
  decideRemoveRole(facts(role, { held: role ? [role.id] : [], ...who }));

describe('giving and taking roles', () => {
  it('gives a role, once', () => {
    expect(assign(helper)).toEqual([
      {
        type: 'MemberRoleAdded',
        data: { user_id: userId, role_id: helper.id, invite_code: null },
      },
    ]);
    expect(assign(helper, { held: [helper.id] })).toEqual([]);
  });

  it('takes a role, once', () => {
    expect(remove(helper)).toEqual([
      { type: 'MemberRoleRemoved', data: { user_id: userId, role_id: helper.id } },
    ]);
    expect(remove(helper, { held: [] })).toEqual([]);
  });

  it.each([
    ['without manage_roles', 'MISSING_PERMISSION', helper, { actor: memberWith('manage_server') }],
    ['from outside', 'NOT_A_MEMBER', helper, { actor: OUTSIDER }],
    ['a role that is not there', 'ROLE_NOT_FOUND', undefined, {}],
    ['to somebody who is not in', 'MEMBER_NOT_FOUND', helper, { target: OUTSIDER }],
    ['everyone', 'ROLE_BUILTIN', { ...roleAt(0), id: EVERYONE }, {}],
    ['a role at one’s own position', 'ROLE_HIERARCHY', roleAt(10), {}],
    ['a role above', 'ROLE_HIERARCHY', roleAt(11), {}],
    ['a role above, as administrator', 'ROLE_HIERARCHY', roleAt(11), { actor: ADMINISTRATOR }],
    ['admin, as administrator', 'ROLE_HIERARCHY', ADMIN_ROLE, { actor: ADMINISTRATOR }],
    ['to an equal', 'ROLE_HIERARCHY', helper, { target: { ...bob, position: 10 } }],
    ['to somebody higher', 'ROLE_HIERARCHY', helper, { target: { ...bob, position: 11 } }],
    ['to the owner', 'ROLE_HIERARCHY', helper, { target: OWNER }],
  ] as const)('is refused: %s (%s)', (_, refusal, role, who) => {
    expect(refusalOf(assign(role, who))).toBe(refusal);
    expect(refusalOf(remove(role, who))).toBe(refusal);
  });

  it('hands out no permission that the giver lacks, but takes such a role away', () => {
    const banner = roleAt(5, 'ban_members');
    expect(refusalOf(assign(banner))).toBe('MISSING_PERMISSION');
    expect(remove(banner)).toHaveLength(1);
  });

  it('lets people have lower roles themselves, and no others', () => {
    expect(assign(helper, { target: manager })).toHaveLength(1);
    expect(refusalOf(assign(roleAt(10), { target: manager }))).toBe('ROLE_HIERARCHY');
  });

  it('is free to the owner, who keeps admin', () => {
    expect(assign(ADMIN_ROLE, { actor: OWNER })).toHaveLength(1);
    expect(remove(ADMIN_ROLE, { actor: OWNER })).toHaveLength(1);
    expect(refusalOf(remove(ADMIN_ROLE, { actor: OWNER, target: OWNER }))).toBe('ROLE_BUILTIN');
  });
});
