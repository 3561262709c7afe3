import { type Permission, type Role } from '@gatehouse/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { serverStory } from '../api/audit.js';
import { ADMIN, EVERYONE } from './builtin-roles.js';
import { useMay, useMe, useRoles } from './community.js';
import { highest, type Standing } from './rank.js';
import { useViewAs } from './view-as.js';

export { highest, isAbove, type Standing } from './rank.js';

export { ADMIN, EVERYONE };

/** The community's owner, by user id; only auditors are told. */
export const ownerQuery = queryOptions<string | null>({
  queryKey: ['owner'],
  queryFn: async () => {
    const story = await serverStory({ limit: 1 });
    return story.state?.owner ?? null;
  },
  // Who was not connected has not heard of a transfer.
  refetchOnWindowFocus: 'always',
});

/** Whether somebody is the owner, as far as whoever looks can know it. */
export function useIsOwner(): (userId: string) => boolean {
  const may = useMay();
  const isTold = may('view_audit_log');
  const { data } = useQuery({ ...ownerQuery, enabled: isTold });
  const { user_id: me } = useMe();
  const isViewing = useViewAs(({ role }) => role !== undefined);
  // Whoever is not told any more would go by what was so then.
  // And whoever holds the role as which the owner views is another.
  return (userId) => isTold && userId === data && !(isViewing && userId === me);
}

export function useMyStanding(): Standing {
  const { user_id, roles } = useMe();
  const byId = useRoles();
  const isOwner = useIsOwner();
  return { isOwner: isOwner(user_id), position: highest(roles, byId) };
}

/** Whether a role stands below somebody, so that they can change it, give it and take it. */
export function isBelow(role: Role, { isOwner, position }: Standing): boolean {
  return role.id !== EVERYONE && (isOwner || position > role.position);
}

/** Which of some permissions somebody lacks, who therefore cannot hand them out. */
export function lacking(
  permissions: readonly Permission[],
  may: (permission: Permission) => boolean,
): readonly Permission[] {
  return permissions.filter((permission) => !may(permission));
}

/** Whether somebody can change what a role allows, if they manage roles; `everyone` can be changed, too. */
export function isEditable(role: Role, { isOwner, position }: Standing): boolean {
  return role.id !== ADMIN && (isOwner || position > role.position);
}
