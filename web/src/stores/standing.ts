import { type Permission, type Role } from '@gatehouse/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { serverStory } from '../api/audit.js';
import { ADMIN, EVERYONE } from './builtin-roles.js';
import { useMay, useMe, useRoles } from './community.js';
import { useViewAs } from './view-as.js';

export { ADMIN, EVERYONE };

/** How high somebody stands: above all, for the owner. The server decides; this is for what to show. */
export interface Standing {
  readonly isOwner: boolean;
  /** Of their highest role. */
  readonly position: number;
}

/** The community's owner, by user id; only auditors are told. */
export const ownerQuery = queryOptions<string | null>({
  queryKey: ['owner'],
  queryFn: async () => {
    const story = await serverStory({ limit: 1 });
    return story.state?.owner ?? null;
  },
  // Nothing tells of a transfer to somebody who had the role `admin` before.
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

/** The position of the highest of some roles; 0 is that of `everyone`. */
export function highest(ids: readonly string[], roles: ReadonlyMap<string, Role>): number {
  return Math.max(0, ...ids.map((id) => roles.get(id)?.position ?? 0));
}

/** Whether one stands strictly above the other. */
export function isAbove(one: Standing, other: Standing): boolean {
  return !other.isOwner && (one.isOwner || one.position > other.position);
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
