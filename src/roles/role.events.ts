import type { RoleId } from '../platform/ids.js';
import type { Imported } from '../platform/imported.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';
import { ALL_PERMISSIONS, DEFAULT_PERMISSIONS } from './permissions.js';

export interface RoleFields {
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string | null;
  /** Higher means more authority. */
  readonly position: number;
  /** Bits as in `permissions.ts`. */
  readonly permissions: number;
}

type RoleCreated = DomainEvent<
  'RoleCreated',
  RoleFields & { role_id: RoleId; is_builtin: boolean; imported?: Imported }
>;

export type RoleEvent =
  | RoleCreated
  | DomainEvent<'RoleUpdated', Partial<RoleFields> & { role_id: RoleId; imported?: Imported }>
  | DomainEvent<'RoleDeleted', { role_id: RoleId }>;

export const roleEventTypes: EventTypes<RoleEvent> = {
  RoleCreated: { schemaVersion: 1 },
  RoleUpdated: { schemaVersion: 1 },
  RoleDeleted: { schemaVersion: 1 },
};

/** The role that every member has. */
export const EVERYONE = 'everyone' as RoleId;
/** The role that may do everything. */
export const ADMIN = 'admin' as RoleId;

/** Where `admin` stands. Other roles have positions from 1 to {@link MAX_POSITION}. */
export const ADMIN_POSITION = 1000;
export const MAX_POSITION = ADMIN_POSITION - 1;

/** The two roles that every community has from its first event. */
export function builtinRoles(): readonly RoleCreated[] {
  return [
    created(EVERYONE, {
      name: 'everyone',
      color: null,
      position: 0,
      permissions: DEFAULT_PERMISSIONS,
    }),
    created(ADMIN, {
      name: 'admin',
      color: null,
      position: ADMIN_POSITION,
      permissions: ALL_PERMISSIONS,
    }),
  ];

  function created(role_id: RoleId, fields: RoleFields): RoleCreated {
    return { type: 'RoleCreated', data: { role_id, ...fields, is_builtin: true } };
  }
}
