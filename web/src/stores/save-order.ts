import type { Role } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { orderRoles } from '../api/roles.js';
import { rolesQuery } from './community.js';
import { isSameOrder, moved, OrderChanged, type Placed } from './role-order.js';
import { writeIfSame } from './write-if-same.js';

/**
 * Puts some roles elsewhere, all at once, if the others still stand where they were seen.
 * @param seen the roles as they were shown to who moved them, with what was on its way by then
 * @returns all roles, as the server has them then
 * @throws OrderChanged, Problem, Unreachable
 */
export async function saveOrder(
  queries: QueryClient,
  seen: readonly Role[],
  changes: readonly Placed[],
): Promise<readonly Role[]> {
  // What was on its way has come, or has failed: then this move was made in a list that there never was.
  const known: readonly Role[] = queries.getQueryData(rolesQuery.queryKey) ?? seen;
  if (!isSameOrder(seen, known)) throw new OrderChanged();
  return writeIfSame(known, {
    write: (roles) => orderRoles(moved(roles, changes)),
    read: () => queries.query({ ...rolesQuery, staleTime: 0 }),
    isSame: (roles) => isSameOrder(seen, roles),
  });
}
