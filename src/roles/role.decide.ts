import type { Folded } from '../event-store/fold.js';
import type { RoleId } from '../platform/ids.js';
import { requireMatch, type IfMatch } from '../platform/if-match.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import {
  requireAbovePosition,
  requireHeld,
  requirePermission,
  roleNotFound,
  type Authority,
} from './authority.js';
import { ADMIN, type RoleEvent, type RoleFields } from './role.events.js';
import type { RoleState } from './role.fold.js';
import { looksLike } from './role-name.js';

/** More would make every permission check and every role list slow for no use. */
export const MAX_ROLES = 250;

/** One of the roles that there are, as a new name has to know it. */
export interface NamedRole {
  readonly id: RoleId;
  readonly name: string;
}

export interface CreateRoleFacts {
  readonly actor: Authority;
  readonly roles: readonly NamedRole[];
}

/** `manage_roles` creates roles strictly below its holder's highest, with permissions they hold. */
export function decideCreateRole(
  role: RoleFields & { readonly role_id: RoleId },
  { actor, roles }: CreateRoleFacts,
): readonly RoleEvent[] | Refusal {
  const refusal =
    requirePermission(actor, 'manage_roles') ??
    requireAbovePosition(actor, role.position) ??
    requireHeld(actor, role.permissions) ??
    requireFreeName(role.name, roles);
  if (refusal) return refusal;
  if (roles.length >= MAX_ROLES) {
    return refuse('CONFLICT', `There can be at most ${MAX_ROLES} roles; delete one first.`);
  }
  return [{ type: 'RoleCreated', data: { ...role, is_builtin: false } }];
}

/** Refuses a name that another role has, or that can be taken for it; nobody passes a role off as `admin`. */
function requireFreeName(
  name: string | undefined,
  others: readonly NamedRole[],
): Refusal | undefined {
  const taken = name === undefined ? undefined : others.find((role) => looksLike(name, role.name));
  if (!taken) return undefined;
  return refuse(
    'ROLE_NAME_TAKEN',
    taken.name === name
      ? `There is a role called ${name} already.`
      : `The name ${name} can be taken for that of the role ${taken.name}.`,
  );
}

export interface UpdateRoleFacts extends CreateRoleFacts {
  readonly ifMatch: IfMatch;
}

/** What is `undefined` stays as it is. */
export type RoleChanges = { readonly [Field in keyof RoleFields]?: RoleFields[Field] | undefined };

/**
 * `manage_roles` changes roles strictly below its holder's highest, and leaves them there. Whoever
 * adds permissions must hold them; whoever raises a role must hold all that it has, as its members
 * rise with it. What is as it was makes no event.
 */
export function decideUpdateRole(
  changes: RoleChanges,
  { state, version }: Folded<RoleState>,
  { actor, roles, ifMatch }: UpdateRoleFacts,
): readonly RoleEvent[] | Refusal {
  const refusal = requirePermission(actor, 'manage_roles');
  if (refusal) return refusal;
  if (!state.exists) return roleNotFound();
  const effective = differing(changes, state);
  const { position = state.position, permissions = state.permissions } = effective;
  const forbidden =
    requireChangeable(state, effective) ??
    requireMovable(actor, { ...state, permissions }, position) ??
    requireHeld(actor, permissions & ~state.permissions) ??
    requireMatch(ifMatch, version, 'The role') ??
    requireFreeName(
      effective.name,
      roles.filter(({ id }) => id !== state.id),
    );
  if (forbidden) return forbidden;
  if (Object.keys(effective).length === 0) return [];
  return [{ type: 'RoleUpdated', data: { role_id: state.id, ...effective } }];
}

/** `manage_roles` deletes roles strictly below its holder's highest. */
export function decideDeleteRole(
  state: RoleState,
  actor: Authority,
  reason: string | undefined,
): readonly RoleEvent[] | Refusal {
  const refusal = requirePermission(actor, 'manage_roles');
  if (refusal) return refusal;
  if (!state.exists) return roleNotFound();
  if (state.is_builtin) {
    return refuse('ROLE_BUILTIN', `The role ${state.name} is built in and cannot be deleted.`);
  }
  return (
    requireAbovePosition(actor, state.position) ?? [
      { type: 'RoleDeleted', data: { role_id: state.id }, reason },
    ]
  );
}

/** The changes that change something. */
function differing(changes: RoleChanges, state: RoleFields): Partial<RoleFields> {
  return {
    ...(changes.name !== undefined && changes.name !== state.name && { name: changes.name }),
    ...(changes.color !== undefined && changes.color !== state.color && { color: changes.color }),
    ...(changes.position !== undefined &&
      changes.position !== state.position && { position: changes.position }),
    ...(changes.permissions !== undefined &&
      changes.permissions !== state.permissions && { permissions: changes.permissions }),
  };
}

/** A role is moved below the actor's highest, from below it; whoever raises one holds all that its members rise with. */
export function requireMovable(
  actor: Authority,
  role: RoleFields,
  position: number,
): Refusal | undefined {
  return (
    requireAbovePosition(actor, role.position) ??
    requireAbovePosition(actor, position) ??
    (position > role.position ? requireHeld(actor, role.permissions) : undefined)
  );
}

/** `admin` stays as it is; `everyone` keeps its name and its place below all. */
function requireChangeable(
  state: { readonly id: RoleId; readonly is_builtin: boolean },
  changes: Partial<RoleFields>,
): Refusal | undefined {
  if (!state.is_builtin) return undefined;
  if (state.id === ADMIN) {
    return refuse('ROLE_BUILTIN', 'The role admin is built in and cannot be changed.');
  }
  if (changes.name === undefined && changes.position === undefined) return undefined;
  return refuse('ROLE_BUILTIN', 'The role everyone keeps its name and its position.');
}
