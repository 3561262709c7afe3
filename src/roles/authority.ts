import { SYSTEM, type RoleId, type UserId } from '../platform/ids.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import { ALL_PERMISSIONS, holds, namesOf, type Permission } from './permissions.js';
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

/**
 * What whoever runs the process may do at its command line: as much as somebody can who stands above
 * every role. Nobody is above the owner.
 */
export const OPERATOR: Authority = {
  userId: SYSTEM,
  isMember: true,
  isOwner: false,
  permissions: ALL_PERMISSIONS,
  position: Number.MAX_SAFE_INTEGER,
};

/** A role as a grant has to know it. */
export interface GrantedRole extends RoleFields {
  readonly id: RoleId;
}

/** Refuses whoever is no member or lacks the permission. */
export function requirePermission(actor: Authority, permission: Permission): Refusal | undefined {
  if (!actor.isMember) return notAMember();
  if (holds(actor.permissions, permission)) return undefined;
  return refuse('MISSING_PERMISSION', `This needs the permission ${permission}.`);
}

/** Refuses everybody but whoever runs the process. */
export function requireOperator(actor: Authority): Refusal | undefined {
  if (actor.userId === SYSTEM) return undefined;
  return refuse('MISSING_PERMISSION', 'This can only be done at the command line.');
}

/** Refuses whoever does not stand strictly above somebody by highest role; nobody is above the owner. */
export function requireAbove(actor: Authority, target: Authority): Refusal | undefined {
  if (target.isOwner) return refuse('ROLE_HIERARCHY', 'Nobody can do this to the owner.');
  if (actor.position > target.position) return undefined;
  return refuse(
    'ROLE_HIERARCHY',
    actor.userId === target.userId
      ? 'You cannot do this to yourself.'
      : 'Your highest role is not above theirs.',
  );
}

/** Refuses whoever does not stand strictly above a role, or above the position that it is to have. */
export function requireAbovePosition(actor: Authority, position: number): Refusal | undefined {
  if (actor.isOwner || actor.position > position) return undefined;
  return refuse(
    'ROLE_HIERARCHY',
    `A role at position ${position} is not below your highest role, which is at ${actor.position}.`,
  );
}

/** Refuses to hand out permissions that the actor lacks. */
export function requireHeld(actor: Authority, permissions: number): Refusal | undefined {
  const lacking = namesOf(permissions).filter((name) => !holds(actor.permissions, name));
  if (lacking.length === 0) return undefined;
  return refuse(
    'MISSING_PERMISSION',
    `You cannot give permissions that you lack: ${lacking.join(', ')}.`,
  );
}

/**
 * Whether somebody may hand out a role by an invite: one strictly below their own highest, with no permission
 * that they lack. An administrator may hand out any but `admin`; the owner, any.
 */
export function requireGrantable(actor: Authority, role: GrantedRole): Refusal | undefined {
  if (actor.isOwner) return undefined;
  if (role.id === ADMIN) {
    return refuse('ROLE_HIERARCHY', 'Only the owner can grant the role admin.');
  }
  if (holds(actor.permissions, 'administrator')) return undefined;
  return requireAbovePosition(actor, role.position) ?? requireHeld(actor, role.permissions);
}

export function roleNotFound(): Refusal {
  return refuse('ROLE_NOT_FOUND', 'There is no role with this id.');
}

/** The words are those of decentcom: its client joins by itself when it reads them. */
export function notAMember(): Refusal {
  return refuse('NOT_A_MEMBER', 'Only members can do this: membership required.');
}
