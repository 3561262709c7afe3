import type { RoleId } from '../common/ids.js';
import { refuse, type Refusal } from '../common/refusal.js';
import type { Decider } from '../event-store/decider.js';
import { holds, namesOf } from './permissions.js';
import type { RoleEvent, RoleFields } from './role.events.js';
import type { Authority } from './authority.js';

export type RoleState =
  | { readonly exists: false }
  | (RoleFields & {
      readonly exists: true;
      readonly id: RoleId;
      readonly is_builtin: boolean;
      readonly created_at: string;
      readonly updated_at: string;
    });

export const roleDecider: Decider<RoleState, RoleEvent> = {
  name: 'role',
  version: 1,
  initialState: { exists: false },
  evolve: (state, event): RoleState => {
    switch (event.type) {
      case 'RoleCreated': {
        const { role_id: id, ...fields } = event.data;
        return { exists: true, id, ...fields, created_at: event.at, updated_at: event.at };
      }
      case 'RoleUpdated': {
        if (!state.exists) return state;
        const { role_id: _, ...changes } = event.data;
        return { ...state, ...changes, updated_at: event.at };
      }
      case 'RoleDeleted':
        return { exists: false };
    }
  },
};

/** More would make every permission check and every role list slow for no use. */
export const MAX_ROLES = 250;

export interface CreateRoleFacts {
  readonly actor: Authority;
  /** How many roles there are. */
  readonly roleCount: number;
}

/** `manage_roles` creates roles strictly below its holder's highest, with permissions they hold. */
export function decideCreateRole(
  role: RoleFields & { readonly role_id: RoleId },
  facts: CreateRoleFacts,
): readonly RoleEvent[] | Refusal {
  const refusal = checkRoleFields(role, facts.actor);
  if (refusal) return refusal;
  if (facts.roleCount >= MAX_ROLES) {
    return refuse('CONFLICT', `There can be at most ${MAX_ROLES} roles; delete one first.`);
  }
  return [{ type: 'RoleCreated', data: { ...role, is_builtin: false } }];
}

function checkRoleFields(role: RoleFields, actor: Authority): Refusal | undefined {
  if (!actor.isMember) return refuse('NOT_A_MEMBER', 'Only members can manage roles.');
  if (!holds(actor.permissions, 'manage_roles')) {
    return refuse('MISSING_PERMISSION', 'This needs the permission manage_roles.');
  }
  if (!actor.isOwner && role.position >= actor.position) {
    return refuse(
      'ROLE_HIERARCHY',
      `A role at position ${role.position} is not below your highest role, which is at ${actor.position}.`,
    );
  }
  const lacking = namesOf(role.permissions).filter((name) => !holds(actor.permissions, name));
  if (lacking.length > 0) {
    return refuse(
      'MISSING_PERMISSION',
      `You cannot give permissions that you lack: ${lacking.join(', ')}.`,
    );
  }
  return undefined;
}
