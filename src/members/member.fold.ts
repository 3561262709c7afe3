import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import { doneBy, happenedAt } from '../platform/imported.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import { userStreamName, type IdentityEvent } from '../identity/identity.events.js';
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

export const memberFold: Fold<MemberState, MemberEvent | IdentityEvent> = {
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

/** A user's stream, for what it says of their membership. */
export function memberStream(id: UserId): Stream<MemberState, MemberEvent | IdentityEvent> {
  return { name: userStreamName(id), fold: memberFold };
}
