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
import { ALL_PERMISSIONS, PERMISSIONS } from './permissions.js';
import { requireGrantable, requirePermission } from './authority.js';

describe('a permission', () => {
  it.each(PERMISSIONS)('%s is what it takes, and it alone is enough', (permission) => {
    expect(requirePermission(memberWith(permission), permission)).toBeUndefined();
    const others = PERMISSIONS.filter((name) => name !== permission && name !== 'administrator');
    const refusal = requirePermission(memberWith(...others), permission);
    expect(refusalOf(refusal)).toBe('MISSING_PERMISSION');
    expect(refusal?.detail).toContain(permission);
  });

  it.each(PERMISSIONS)('%s is held by every administrator', (permission) => {
    expect(requirePermission(memberWith('administrator'), permission)).toBeUndefined();
  });

  it('is worth nothing outside of the community', () => {
    const gone = { ...OUTSIDER, permissions: ALL_PERMISSIONS };
    expect(refusalOf(requirePermission(gone, 'read_messages'))).toBe('NOT_A_MEMBER');
  });
});

describe('a role', () => {
  const actor = memberWith('send_messages', 'manage_invites');

  it.each([
    [9, undefined],
    [10, 'ROLE_HIERARCHY'],
    [11, 'ROLE_HIERARCHY'],
  ])('at position %d is granted from position 10: %s', (position, refusal) => {
    expect(refusalOf(requireGrantable(actor, roleAt(position)))).toBe(refusal);
  });

  it('is granted by those who hold all its permissions', () => {
    const role = roleAt(9, 'send_messages', 'manage_invites');
    expect(requireGrantable(actor, role)).toBeUndefined();
  });

  it.each(PERMISSIONS.filter((name) => name !== 'send_messages' && name !== 'manage_invites'))(
    'with %s is not granted by somebody who lacks it, and the refusal names it',
    (permission) => {
      const refusal = requireGrantable(actor, roleAt(9, 'send_messages', permission));
      expect(refusalOf(refusal)).toBe('MISSING_PERMISSION');
      expect(refusal?.detail).toContain(permission);
      expect(refusal?.detail).not.toContain('send_messages');
    },
  );

  it('that is not below the own highest is refused for that, whatever it may do', () => {
    const refusal = requireGrantable(actor, roleAt(10, 'ban_members'));
    expect(refusalOf(refusal)).toBe('ROLE_HIERARCHY');
  });

  it('is granted by an administrator wherever it stands, except admin', () => {
    expect(requireGrantable(ADMINISTRATOR, roleAt(999, 'administrator'))).toBeUndefined();
    expect(refusalOf(requireGrantable(ADMINISTRATOR, ADMIN_ROLE))).toBe('ROLE_HIERARCHY');
    const highest = { ...ADMINISTRATOR, position: ADMIN_ROLE.position + 1 };
    expect(refusalOf(requireGrantable(highest, ADMIN_ROLE))).toBe('ROLE_HIERARCHY');
  });

  it('is granted by the owner, admin too', () => {
    expect(requireGrantable(OWNER, roleAt(999, 'administrator'))).toBeUndefined();
    expect(requireGrantable(OWNER, ADMIN_ROLE)).toBeUndefined();
  });
});
