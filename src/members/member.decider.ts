import type { InviteCode, RoleId, UserId } from '../common/ids.js';
import { doneBy, happenedAt } from '../common/imported.js';
import { refuse, sessionEnded, type Refusal } from '../common/refusal.js';
import type { Decider } from '../event-store/decider.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import type { MembershipMode } from '../server/server.events.js';
import type { MemberEvent } from './member.events.js';

/** A user as far as membership goes: what their stream says. */
export interface MemberState {
  readonly pubkey: string | null;
  readonly display_name: string | null;
  /** `null` while the user is not in. */
  readonly joined_at: string | null;
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
  readonly role_ids: readonly RoleId[];
  readonly ban: BanState | null;
  readonly listing: ListingState | null;
  /** Whether they were erased, and nothing personal is known of them since. */
  readonly erased: boolean;
}

/** Who banned somebody, when, and why. */
export interface BanState {
  /** A user id. */
  readonly banned_by: string;
  readonly banned_at: string;
  readonly reason: string | null;
}

/** Who put somebody on the allowlist, and when. */
export interface ListingState {
  /** A user id. */
  readonly added_by: string;
  readonly added_at: string;
}

const OUT = { joined_at: null, invite_code: null, invited_by: null, role_ids: [] } as const;

export const memberDecider: Decider<MemberState, MemberEvent | IdentityEvent> = {
  name: 'member',
  version: 3,
  initialState: {
    pubkey: null,
    display_name: null,
    ...OUT,
    ban: null,
    listing: null,
    erased: false,
  },
  evolve: (state, event): MemberState => {
    switch (event.type) {
      case 'UserRegistered':
      case 'PublicKeyRecorded':
        return { ...state, pubkey: event.data.pubkey, erased: false };
      case 'DisplayNameChanged':
        return { ...state, display_name: event.data.display_name };
      case 'UserErased': {
        // The ban goes on holding: it is for the user id, and why is nobody's business any more.
        const ban = state.ban && { ...state.ban, reason: null };
        return { ...state, pubkey: null, display_name: null, ban, erased: true };
      }
      case 'MemberJoined': {
        const { invite_code, invited_by, role_ids } = event.data;
        return { ...state, joined_at: happenedAt(event), invite_code, invited_by, role_ids };
      }
      case 'MemberLeft':
      case 'MemberKicked':
        return { ...state, ...OUT };
      case 'MemberBanned':
        return {
          ...state,
          ...OUT,
          ban: { banned_by: doneBy(event), banned_at: happenedAt(event), reason: event.reason },
          erased: false,
        };
      case 'MemberUnbanned':
        return { ...state, ban: null, erased: false };
      case 'UserAllowlisted':
        return { ...state, listing: { added_by: doneBy(event), added_at: happenedAt(event) } };
      case 'UserUnlisted':
        return { ...state, listing: null };
      case 'MemberRoleAdded':
        return { ...state, role_ids: [...state.role_ids, event.data.role_id] };
      case 'MemberRoleRemoved':
        return { ...state, role_ids: state.role_ids.filter((id) => id !== event.data.role_id) };
    }
  },
};

export function isMember(state: MemberState): boolean {
  return state.joined_at !== null;
}

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
