import type { Me, Role } from '@gatehouse/sdk';
import { useMay, useMe, useRoles } from '../../stores/community.js';
import { ADMIN, EVERYONE, highest, useIsOwner } from '../../stores/standing.js';

/** Why somebody cannot let an invite grant a role; the words stand in the catalogue under `form.notGrantable`. */
export type NotGrantable = 'ownerOnly' | 'notBelow' | 'permissions';

export interface RoleChoice {
  readonly role: Role;
  readonly refusal: NotGrantable | undefined;
}

/** The roles that an invite can grant, the highest first, and which of them whoever looks may choose. The server decides. */
export function useRoleChoices(): readonly RoleChoice[] {
  const roles = useRoles();
  const refusalOf = useRefusalOf();
  return [...roles.values()]
    .filter(({ id }) => id !== EVERYONE)
    .sort((a, b) => b.position - a.position)
    .map((role) => ({ role, refusal: refusalOf(role) }));
}

/** The role of an invite, if whoever looks may not grant it: they cannot let more people in by it. */
export function useUngrantable(
  roleId: string | null,
): { readonly role: Role; readonly why: NotGrantable } | undefined {
  const role = useRoles().get(roleId ?? '');
  const why = useRefusalOf()(role);
  return role && why && { role, why };
}

function useRefusalOf(): (role: Role | undefined) => NotGrantable | undefined {
  const me = useMe();
  const roles = useRoles();
  const isAdministrator = useMay()('administrator');
  const isOwner = useIsOwner()(me.user_id);
  const mine = { isOwner, isAdministrator, position: highest(me.roles, roles) };
  return (role) => role && refusalOf(role, me, mine);
}

interface Standing {
  readonly isOwner: boolean;
  readonly isAdministrator: boolean;
  readonly position: number;
}

function refusalOf(
  { id, position, permissions }: Role,
  me: Me,
  mine: Standing,
): NotGrantable | undefined {
  if (mine.isOwner) return undefined;
  if (id === ADMIN) return 'ownerOnly';
  if (mine.isAdministrator) return undefined;
  if (position >= mine.position) return 'notBelow';
  return (permissions & ~me.permissions) === 0 ? undefined : 'permissions';
}
