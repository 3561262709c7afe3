import { permissionsIn, type Me, type Role } from '@gatehouse/sdk';
import { create } from 'zustand';
import { EVERYONE } from './builtin-roles.js';

type Viewed = Pick<Role, 'id' | 'name'>;

/** Through whose eyes the console is seen: those of somebody who has a role and no other, or one's own. */
export const useViewAs = create<{ readonly role: Viewed | undefined }>(() => ({ role: undefined }));

export function viewAs({ id, name }: Viewed): void {
  useViewAs.setState({ role: { id, name } });
}

export function stopViewing(): void {
  useViewAs.setState({ role: undefined });
}

/** Answers, in the server's place, whatever would change something while somebody views as another. */
export function unsent({ method }: Request): Response | undefined {
  if (useViewAs.getState().role === undefined || method === 'GET') return undefined;
  const problem = { code: 'NOTHING_SENT', detail: 'Whoever views as another changes nothing.' };
  return Response.json(problem, { status: 403 });
}

/** The same person as if they had one role only, beside the one that everybody has. */
export function asHolder(me: Me, roleId: string, roles: readonly Role[]): Me {
  const held = roles.filter(({ id }) => id === roleId || id === EVERYONE);
  const permissions = held.reduce((bits, role) => bits | role.permissions, 0);
  return {
    ...me,
    roles: held.map(({ id }) => id).filter((id) => id !== EVERYONE),
    permissions,
    permission_names: [...permissionsIn(permissions)],
  };
}
