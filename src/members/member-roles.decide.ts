import type { RoleId, UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';
import {
  requireAbove,
  requireAbovePosition,
  requireHeld,
  requirePermission,
  roleNotFound,
  type Authority,
  type GrantedRole,
} from '../roles/authority.js';
import { ADMIN, EVERYONE } from '../roles/role.events.js';
import type { MemberEvent } from './member.events.js';
import { memberNotFound } from './moderation.decide.js';
import type { Membership } from './facts/membership.js';

export interface MemberRoleFacts {
  readonly actor: Authority;
  readonly target: Authority;
  readonly membership: Membership;
  /** The role, if there is one with the id. */
  readonly role: GrantedRole | undefined;
}

/**
 * `manage_roles` gives roles strictly below its holder's highest, with permissions they hold, to
 * members who stand below them, and to themselves. Who has the role already keeps it: no event.
 */
export function decideAssignRole(facts: MemberRoleFacts): readonly MemberEvent[] | Refusal {
  const role = requireManageable(facts);
  if (role instanceof Refusal) return role;
  const { actor, membership } = facts;
  const refusal = requireHeld(actor, role.permissions);
  if (refusal) return refusal;
  if (membership.roleIds.includes(role.id)) return [];
  const data = { user_id: membership.userId, role_id: role.id, invite_code: null };
  return [{ type: 'MemberRoleAdded', data }];
}

/** `manage_roles` takes roles as it gives them; a role that is not held makes no event. */
export function decideRemoveRole(facts: MemberRoleFacts): readonly MemberEvent[] | Refusal {
  const role = requireManageable(facts);
  if (role instanceof Refusal) return role;
  const { membership, target } = facts;
  if (target.isOwner && role.id === ADMIN) {
    return refuse('ROLE_BUILTIN', 'The owner always holds the role admin.');
  }
  if (!membership.roleIds.includes(role.id)) return [];
  return [roleRemoved(membership.userId, role.id)];
}

export function roleRemoved(user_id: UserId, role_id: RoleId): MemberEvent {
  return { type: 'MemberRoleRemoved', data: { user_id, role_id } };
}

/** The role, if the actor may give it to and take it from this member. */
function requireManageable(facts: MemberRoleFacts): GrantedRole | Refusal {
  const { actor, target, role } = facts;
  const refusal = requirePermission(actor, 'manage_roles');
  if (refusal) return refusal;
  if (!role) return roleNotFound();
  if (!target.isMember) return memberNotFound();
  if (role.id === EVERYONE) {
    return refuse('ROLE_BUILTIN', 'Every member holds the role everyone, for good.');
  }
  const themselves = actor.userId === target.userId;
  return (
    requireAbovePosition(actor, role.position) ??
    (themselves ? undefined : requireAbove(actor, target)) ??
    role
  );
}
