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
import { MAX_ROLES } from './role.decide.js';
import { EVERYONE, type RoleEvent, type RoleFields } from './role.events.js';
import type { RoleState } from './role.fold.js';

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
  /** How many roles there are. */
  readonly roleCount: number;
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
  { actor, state, version, roleCount, now }: ImportRoleFacts,
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
  if (roleCount >= MAX_ROLES) return { events: [], outcome: skipped('too_many_roles') };
  return {
    events: [{ type: 'RoleCreated', data: { ...role, is_builtin: false, ...mark } }],
    outcome: taken(notes),
  };
}
