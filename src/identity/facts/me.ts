import type { UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { membershipOf } from '../../members/facts/membership.js';
import { namesOf } from '../../roles/permissions.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { userStream } from '../user.fold.js';

/** Oneself, as `GET /auth/me` and `HELLO` say it. */
export interface Me {
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly is_member: boolean;
  /** Role ids, without `everyone`. */
  readonly roles: readonly string[];
  /** Effective permissions, as bits and by name. */
  readonly permissions: number;
  readonly permission_names: readonly string[];
}

export async function meOf(loader: StateLoader, userId: UserId): Promise<Me> {
  const { state } = await loader.load(userStream(userId));
  const membership = await membershipOf(loader, userId);
  const { permissions } = await authorityOf(loader, userId);
  return {
    user_id: userId,
    pubkey: state.pubkey,
    display_name: state.display_name,
    is_member: membership.isMember,
    roles: membership.roleIds,
    permissions,
    permission_names: namesOf(permissions),
  };
}
