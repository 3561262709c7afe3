import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import type { MemberState } from './member.fold.js';

/** A member, as the API shows one. */
export interface MemberView {
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  /** Role ids, without `everyone`. */
  readonly roles: readonly RoleId[];
  readonly joined_at: string;
  /** The invite that they came in by, and who made it; `null` when the join was direct. */
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
}

export function memberView(userId: UserId, state: MemberState): MemberView | undefined {
  if (state.joined_at === null) return undefined;
  return {
    user_id: userId,
    pubkey: state.pubkey,
    display_name: state.display_name,
    roles: state.role_ids,
    joined_at: state.joined_at,
    invite_code: state.invite_code,
    invited_by: state.invited_by,
  };
}

/** How somebody came in is for those who manage invites: a code in it may still work. */
export function withoutInvite(member: MemberView): MemberView {
  return { ...member, invite_code: null, invited_by: null };
}
