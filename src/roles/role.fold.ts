import type { RoleId } from '../common/ids.js';
import { happenedAt } from '../common/imported.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import type { RoleEvent, RoleFields } from './role.events.js';

export type RoleState =
  | { readonly exists: false }
  | (RoleFields & {
      readonly exists: true;
      readonly id: RoleId;
      readonly is_builtin: boolean;
      readonly created_at: string;
      readonly updated_at: string;
    });

export const roleFold: Fold<RoleState, RoleEvent> = {
  name: 'role',
  version: 1,
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
        return { exists: false };
    }
  },
};

export function roleStream(id: RoleId): Stream<RoleState, RoleEvent> {
  return { name: `role-${id}`, fold: roleFold };
}
