import type { Instant } from '../platform/clock.js';
import type { RoleId } from '../platform/ids.js';
import {
  importedMark,
  skipped,
  taken,
  there,
  type NoteCode,
  type RowOutcome,
} from '../platform/imported.js';
import type { Refusal } from '../platform/refusal.js';
import { requireOperator, type Authority } from './authority.js';
import { MAX_ROLES, type NamedRole } from './role.decide.js';
import { EVERYONE, type RoleEvent, type RoleFields } from './role.events.js';
import type { RoleState } from './role.fold.js';
import { looksLike } from './role-name.js';

/** A role as another program had it, fit for ours. */
export interface ImportedRole extends RoleFields {
  readonly role_id: RoleId;
  readonly created_at: Instant | null;
  readonly notes: readonly NoteCode[];
}

export interface ImportRoleFacts {
  readonly actor: Authority;
  readonly state: RoleState;
  /** Of the role's stream; 0 when there never was a role of this id. */
  readonly version: number;
  readonly roles: readonly NamedRole[];
  readonly now: Instant;
}

export interface RoleImport {
  readonly events: readonly RoleEvent[];
  readonly outcome: RowOutcome;
}

/**
 * Takes a role over under its own id, so that it is known again: one that was changed or deleted here since
 * stays as it is. Of `everyone` only the permissions are taken, while nobody has changed it here.
 */
export function decideImportRole(
  { created_at, notes, ...role }: ImportedRole,
  { actor, state, version, roles, now }: ImportRoleFacts,
): RoleImport | Refusal {
  const refusal = requireOperator(actor);
  if (refusal) return refusal;
  const mark = importedMark(created_at, now);
  const { role_id, permissions } = role;
  if (role_id === EVERYONE) {
    const untouched = version === 1 && state.exists && state.permissions !== permissions;
    if (!untouched) return { events: [], outcome: there(false) };
    return {
      events: [{ type: 'RoleUpdated', data: { role_id, permissions, ...mark } }],
      outcome: taken(notes),
    };
  }
  if (version > 0) return { events: [], outcome: there(true) };
  if (roles.length >= MAX_ROLES) return { events: [], outcome: skipped('too_many_roles') };
  const name = freeName(role.name, roles);
  return {
    events: [{ type: 'RoleCreated', data: { ...role, name, is_builtin: false, ...mark } }],
    outcome: taken(name === role.name ? notes : [...notes, 'name_taken']),
  };
}

/** The name, or with the first number behind it with which it is like no other's. */
function freeName(name: string, roles: readonly NamedRole[]): string {
  let free = name;
  for (let number = 2; roles.some((role) => looksLike(free, role.name)); number++) {
    free = `${[...name].slice(0, 58).join('')} (${number})`;
  }
  return free;
}
