import type { RoleId, UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { isMember, memberStream } from '../member.fold.js';

/** Where somebody stands with the community. */
export interface Membership {
  readonly userId: UserId;
  readonly isMember: boolean;
  readonly roleIds: readonly RoleId[];
  readonly banned: boolean;
  readonly allowlisted: boolean;
  /** Whether they were erased, and have not signed in since. */
  readonly erased: boolean;
}

export async function membershipOf(loader: StateLoader, userId: UserId): Promise<Membership> {
  const { state } = await loader.load(memberStream(userId));
  return {
    userId,
    isMember: isMember(state),
    roleIds: state.role_ids,
    banned: state.ban !== null,
    allowlisted: state.listing !== null,
    erased: state.erased,
  };
}
