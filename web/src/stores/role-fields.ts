import { permissionsIn, type Permission, type Role } from '@gatehouse/sdk';
import type { Rebases } from './form-draft.js';

/** What can be changed of a role in its form. */
export interface RoleFields {
  readonly name: string;
  /** `#rrggbb`, or nothing. */
  readonly color: string;
  readonly permissions: number;
}

export function roleFieldsOf({ name, color, permissions }: Role): RoleFields {
  return { name, color: color ?? '', permissions };
}

/** Each permission is a switch of its own: what somebody did not touch stays as others have it by now. */
export const ROLE_REBASES: Rebases<RoleFields> = {
  permissions: (mine, base, latest) => {
    const touched = mine ^ base;
    return (mine & touched) | (latest & ~touched);
  },
};

/** What somebody did to the permissions of a role. */
export interface PermissionChanges {
  readonly added: readonly Permission[];
  readonly taken: readonly Permission[];
}

/** @param before as bits, as `after` is */
export function permissionChanges(before: number, after: number): PermissionChanges {
  return { added: permissionsIn(after & ~before), taken: permissionsIn(before & ~after) };
}
