import type { UserId } from '../platform/ids.js';
import { refuse, sessionEnded, type Refusal } from '../platform/refusal.js';
import type { MembershipMode } from '../server/server.events.js';
import type { MemberEvent } from './member.events.js';
import { isMember, type MemberState } from './member.fold.js';

/** Whether somebody can join without an invite: by mode, and never when banned. */
export function decideDirectJoin(
  userId: UserId,
  state: MemberState,
  mode: MembershipMode,
): readonly MemberEvent[] | Refusal {
  if (state.ban) return refuse('MEMBER_BANNED', 'You are banned from this community.');
  if (isMember(state)) return [];
  if (state.erased) return sessionEnded();
  switch (mode) {
    case 'open':
      return [joined(userId)];
    case 'allowlist':
      if (state.listing) return [joined(userId)];
      return refuse('NOT_ALLOWLISTED', 'Only people on the allowlist can join this community.');
    case 'invite_only':
      return refuse('INVITE_REQUIRED', 'This community can only be joined through an invite.');
    case 'closed':
      return refuse('MEMBERSHIP_CLOSED', 'This community takes no new members.');
  }
}

function joined(user_id: UserId): MemberEvent {
  return {
    type: 'MemberJoined',
    data: { user_id, invite_code: null, invited_by: null, role_ids: [] },
  };
}

/** A member can leave at any time, except the owner. */
export function decideLeave(
  userId: UserId,
  state: MemberState,
  owner: UserId | null,
): readonly MemberEvent[] | Refusal {
  if (!isMember(state)) return refuse('NOT_A_MEMBER', 'You are not a member of this community.');
  if (owner === userId) {
    return refuse('OWNER_CANNOT_LEAVE', 'The owner cannot leave the community.');
  }
  return [{ type: 'MemberLeft', data: { user_id: userId } }];
}
