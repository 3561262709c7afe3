import { SYSTEM, type RoleId, type UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { membershipOf } from '../../members/facts/membership.js';
import { serverState } from '../../server/facts/server-state.js';
import { OPERATOR, type Authority, type GrantedRole } from '../authority.js';
import { ALL_PERMISSIONS, holds } from '../permissions.js';
import { EVERYONE } from '../role.events.js';
import { roleStream } from '../role.fold.js';

/** What a user, or the operator, may do, as the states that `loader` sees say. */
export async function authorityOf(loader: StateLoader, userId: UserId): Promise<Authority> {
  if (userId === SYSTEM) return OPERATOR;
  const [membership, server] = [await membershipOf(loader, userId), await serverState(loader)];
  if (!membership.isMember) {
    return { userId, isMember: false, isOwner: false, permissions: 0, position: -1 };
  }
  if (server.owner === userId) {
    const position = Number.MAX_SAFE_INTEGER;
    return { userId, isMember: true, isOwner: true, permissions: ALL_PERMISSIONS, position };
  }
  let permissions = 0;
  let position = 0;
  for (const id of [EVERYONE, ...membership.roleIds]) {
    const role = await roleById(loader, id);
    if (!role) continue;
    permissions |= role.permissions;
    position = Math.max(position, role.position);
  }
  if (holds(permissions, 'administrator')) permissions = ALL_PERMISSIONS;
  return { userId, isMember: true, isOwner: false, permissions, position };
}

export async function roleById(loader: StateLoader, id: RoleId): Promise<GrantedRole | undefined> {
  const { state } = await loader.load(roleStream(id));
  return state.exists ? state : undefined;
}
