import type { Role } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { createRole, deleteRole, editRole } from '../api/roles.js';
import { rolesQuery } from './community.js';
import { changesOf, differing, type FormDraft } from './form-draft.js';
import { roleFieldsOf, type RoleFields } from './role-fields.js';
import { writeIfSame } from './write-if-same.js';

/**
 * Writes what was entered, if nobody else has changed what the form shows meanwhile; being moved is no conflict.
 * @throws Problem, Unreachable
 */
export function saveRole(
  queries: QueryClient,
  id: string,
  draft: FormDraft<RoleFields>,
): Promise<Role> {
  const { name, color, ...others } = changesOf(draft);
  const body = {
    ...others,
    ...(name !== undefined && { name: name.trim() }),
    ...(color !== undefined && { color: color === '' ? null : color }),
  };
  return writeIfSame(
    { version: draft.version },
    {
      write: ({ version }) => editRole(id, body, version),
      read: async () => {
        const roles = await queries.query({ ...rolesQuery, staleTime: 0 });
        return roles.find((role) => role.id === id);
      },
      isSame: (role) => differing(roleFieldsOf(role), draft.base).length === 0,
    },
  );
}

/** Just above `everyone`. */
const LOWEST = 1;

/** @throws Problem, Unreachable */
export async function addRole(
  queries: QueryClient,
  { name, color, permissions }: RoleFields,
): Promise<Role> {
  const colored = { color: color === '' ? null : color };
  const role = await createRole({ name: name.trim(), ...colored, permissions, position: LOWEST });
  await queries.invalidateQueries(rolesQuery);
  return role;
}

/**
 * @param leave leaves the page of the role, before it says that there is none any more
 * @throws Problem, Unreachable
 */
export async function removeRole(
  queries: QueryClient,
  id: string,
  leave: () => Promise<void>,
): Promise<void> {
  await deleteRole(id);
  await leave();
  await queries.invalidateQueries(rolesQuery);
}
