import type { RoleId, UserId } from '../../src/platform/ids.js';
import type { Authority, GrantedRole } from '../../src/roles/authority.js';
import { ALL_PERMISSIONS, bitsOf, type Permission } from '../../src/roles/permissions.js';
import { ADMIN, ADMIN_POSITION } from '../../src/roles/role.events.js';

/** A member whose highest role stands at 10, with exactly these permissions. */
export function memberWith(...permissions: readonly Permission[]): Authority {
  return {
    userId: 'alice' as UserId,
    isMember: true,
    isOwner: false,
    permissions: bitsOf(...permissions),
    position: 10,
  };
}

/** A member at position 10 who may do everything. */
export const ADMINISTRATOR: Authority = { ...memberWith(), permissions: ALL_PERMISSIONS };

export const OWNER: Authority = {
  userId: 'olga' as UserId,
  isMember: true,
  isOwner: true,
  permissions: ALL_PERMISSIONS,
  position: Number.MAX_SAFE_INTEGER,
};

/** Somebody who was never in, or is no more. */
export const OUTSIDER: Authority = {
  userId: 'alice' as UserId,
  isMember: false,
  isOwner: false,
  permissions: 0,
  position: -1,
};

export function roleAt(position: number, ...permissions: readonly Permission[]): GrantedRole {
  const id = `role${position}` as RoleId;
  return { id, name: id, color: null, position, permissions: bitsOf(...permissions) };
}

export const ADMIN_ROLE: GrantedRole = {
  id: ADMIN,
  name: 'admin',
  color: null,
  position: ADMIN_POSITION,
  permissions: ALL_PERMISSIONS,
};
