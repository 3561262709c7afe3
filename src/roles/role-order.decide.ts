import type { RoleId } from '../platform/ids.js';
import { requireMatch } from '../platform/if-match.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import { requirePermission, roleNotFound, type Authority } from './authority.js';
import { requireMovable } from './role.decide.js';
import type { RoleEvent } from './role.events.js';
import type { ExistingRole } from './role.fold.js';

/** The position that a role is to have. */
export interface RolePlace {
  readonly id: RoleId;
  readonly position: number;
  /** The version at which the role was read; when left out, any will do. */
  readonly version?: number | undefined;
}

export interface OrderedRole extends ExistingRole {
  readonly version: number;
}

export interface OrderRolesFacts {
  readonly actor: Authority;
  /** All that there are. */
  readonly roles: readonly OrderedRole[];
}

/**
 * Gives every role but the built-in ones its position, all at once: whoever has not seen a role that is new, or gone,
 * changes nothing; neither does whoever names a version that is not the current one. Each move is one that the actor could make by itself; what stays where it is takes no rights.
 */
export function decideOrderRoles(
  places: readonly RolePlace[],
  { actor, roles }: OrderRolesFacts,
): readonly RoleEvent[] | Refusal {
  const refusal = requirePermission(actor, 'manage_roles') ?? requireCurrent(places, roles);
  if (refusal) return refusal;
  const positions = new Map(places.map(({ id, position }) => [id, position]));
  const events: RoleEvent[] = [];
  for (const role of roles) {
    const position = positions.get(role.id) ?? role.position;
    if (position === role.position) continue;
    const forbidden = requireMovable(actor, role, position);
    if (forbidden) return forbidden;
    events.push({ type: 'RoleUpdated', data: { role_id: role.id, position } });
  }
  return events;
}

function requireCurrent(
  places: readonly RolePlace[],
  roles: readonly OrderedRole[],
): Refusal | undefined {
  const left = new Map(roles.map((role) => [role.id, role]));
  const named = new Set<RoleId>();
  for (const { id, version } of places) {
    const role = left.get(id);
    if (role?.is_builtin) {
      return refuse('ROLE_BUILTIN', `The role ${role.name} is built in and keeps its position.`);
    }
    if (named.has(id)) return refuse('VALIDATION_FAILED', `The role ${id} stands there twice.`);
    if (!role) return roleNotFound();
    const changed = requireMatch(
      version === undefined ? undefined : [version],
      role.version,
      `The role ${role.name}`,
    );
    if (changed) return changed;
    named.add(id);
    left.delete(id);
  }
  const missing = [...left.values()].find((role) => !role.is_builtin);
  if (!missing) return undefined;
  return refuse('CONFLICT', `The role ${missing.name} has no place in this order: read it anew.`);
}
