import type { RoleId } from '../platform/ids.js';
import { happenedAt } from '../platform/imported.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import type { RoleEvent, RoleFields } from './role.events.js';

export interface ExistingRole extends RoleFields {
  readonly exists: true;
  readonly id: RoleId;
  readonly is_builtin: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** `was` is the role as it was deleted, if there ever was one. */
export type RoleState = ExistingRole | { readonly exists: false; readonly was?: ExistingRole };

export const roleFold: Fold<RoleState, RoleEvent> = {
  name: 'role',
  version: 2,
  initialState: { exists: false },
  evolve: (state, event): RoleState => {
    switch (event.type) {
      case 'RoleCreated': {
        const { role_id: id, imported: _, ...fields } = event.data;
        const at = happenedAt(event);
        return { exists: true, id, ...fields, created_at: at, updated_at: at };
      }
      case 'RoleUpdated': {
        if (!state.exists) return state;
        const { role_id: _, imported: __, ...changes } = event.data;
        return { ...state, ...changes, updated_at: event.at };
      }
      case 'RoleDeleted':
        return state.exists ? { exists: false, was: state } : state;
    }
  },
};

export function roleStream(id: RoleId): Stream<RoleState, RoleEvent> {
  return { name: `role-${id}`, fold: roleFold };
}
