import type { InviteCode, RoleId, UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { isMember, memberStream, type BanState, type ListingState } from '../member.fold.js';

/** All that is known of somebody, in or not. */
export interface Standing {
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly is_member: boolean;
  readonly joined_at: string | null;
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
  /** Role ids, without `everyone`. */
  readonly roles: readonly RoleId[];
  readonly ban: BanState | null;
  /** Their entry on the allowlist. */
  readonly listing: ListingState | null;
}

/** What the states that `loader` sees say of somebody; `undefined` if nothing. */
export async function standingOf(
  loader: StateLoader,
  userId: UserId,
): Promise<Standing | undefined> {
  const { state, version } = await loader.load(memberStream(userId));
  if (version === 0) return undefined;
  return {
    user_id: userId,
    pubkey: state.pubkey,
    display_name: state.display_name,
    is_member: isMember(state),
    joined_at: state.joined_at,
    invite_code: state.invite_code,
    invited_by: state.invited_by,
    roles: state.role_ids,
    ban: state.ban,
    listing: state.listing,
  };
}
