import type { Me, Role } from '@gatehouse/sdk';
import { useMay, useMe, useRoles } from '../../stores/community.js';
import { ADMIN, EVERYONE, useIsOwner } from '../../stores/standing.js';

/** The roles that whoever looks may let an invite grant, the highest first. The server decides. */
export function useGrantableRoles(): readonly Role[] {
  const me = useMe();
  const may = useMay();
  const roles = useRoles();
  const isAdministrator = may('administrator');
  const isOwner = useIsOwner()(me.user_id);
  return [...roles.values()]
    .filter((role) => isGrantable(role, me, roles, { isOwner, isAdministrator }))
    .sort((a, b) => b.position - a.position);
}

interface Standing {
  readonly isOwner: boolean;
  readonly isAdministrator: boolean;
}

function isGrantable(
  { id, position, permissions }: Role,
  me: Me,
  roles: ReadonlyMap<string, Role>,
  { isOwner, isAdministrator }: Standing,
): boolean {
  if (id === EVERYONE) return false;
  if (id === ADMIN) return isOwner;
  if (isOwner || isAdministrator) return true;
  const highest = Math.max(0, ...me.roles.map((held) => roles.get(held)?.position ?? 0));
  return position < highest && (permissions & ~me.permissions) === 0;
}
