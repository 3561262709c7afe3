import type { Folded } from '../event-store/fold.js';
import type { RoleId } from '../platform/ids.js';
import type { RoleFields } from './role.events.js';
import type { RoleState } from './role.fold.js';

/** A role, as the API shows one. */
export interface RoleView extends RoleFields {
  readonly id: RoleId;
  /** `everyone` and `admin`. */
  readonly is_builtin: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  /** Its stream's version, for `If-Match`. */
  readonly version: number;
}

export function roleView({ state, version }: Folded<RoleState>): RoleView {
  if (!state.exists) throw new Error('There is no such role to show.');
  const { exists: _, ...fields } = state;
  return { ...fields, version };
}

/** The order in which roles are listed: the highest first, of equals the oldest. */
export function highestFirst(roles: readonly RoleView[]): readonly RoleView[] {
  return [...roles].sort(
    (one, other) =>
      other.position - one.position ||
      (one.created_at < other.created_at ? -1 : Number(one.created_at > other.created_at)) ||
      (one.id < other.id ? -1 : 1),
  );
}
