import type { RoleId, UserId } from '../common/ids.js';
import { refuse, type Refusal } from '../common/refusal.js';
import { holds, namesOf, type Permission } from './permissions.js';
import { ADMIN, type RoleFields } from './role.events.js';

/** What a user may do at one moment. */
export interface Authority {
  readonly userId: UserId;
  readonly isMember: boolean;
  readonly isOwner: boolean;
  /** The union over `everyone` and the member's roles; 0 for somebody who is no member. */
  readonly permissions: number;
  /** The position of the member's highest role; above all for the owner, -1 for no member. */
  readonly position: number;
}

/** A role as a grant has to know it. */
export interface GrantedRole extends RoleFields {
  readonly id: RoleId;
}

/** Refuses whoever is no member or lacks the permission. */
export function requirePermission(actor: Authority, permission: Permission): Refusal | undefined {
  if (!actor.isMember) return refuse('NOT_A_MEMBER', 'Only members can do this.');
  if (holds(actor.permissions, permission)) return undefined;
  return refuse('MISSING_PERMISSION', `This needs the permission ${permission}.`);
}

/**
 * Whether somebody may hand out a role: one strictly below their own highest, with no permission
 * that they lack. An administrator may hand out any but `admin`; the owner, any.
 */
export function requireGrantable(actor: Authority, role: GrantedRole): Refusal | undefined {
  if (actor.isOwner) return undefined;
  if (role.id === ADMIN) {
    return refuse('ROLE_HIERARCHY', 'Only the owner can grant the role admin.');
  }
  if (holds(actor.permissions, 'administrator')) return undefined;
  if (role.position >= actor.position) {
    return refuse('ROLE_HIERARCHY', `The role ${role.name} is not below your own highest role.`);
  }
  const lacking = namesOf(role.permissions).filter((name) => !holds(actor.permissions, name));
  if (lacking.length === 0) return undefined;
  return refuse(
    'MISSING_PERMISSION',
    `The role ${role.name} has permissions that you lack: ${lacking.join(', ')}.`,
  );
}
