import type { UserId } from '../platform/ids.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import type { MemberEvent } from '../members/member.events.js';
import { userStreamName, type IdentityEvent } from './identity.events.js';

export interface UserState {
  readonly registered: boolean;
  readonly pubkey: string | null;
  readonly display_name: string | null;
}

export const userFold: Fold<UserState, IdentityEvent | MemberEvent> = {
  name: 'user',
  version: 3,
  initialState: { registered: false, pubkey: null, display_name: null },
  evolve: (state, event): UserState => {
    switch (event.type) {
      case 'UserRegistered':
        return { ...state, registered: true, pubkey: event.data.pubkey };
      case 'PublicKeyRecorded':
        return { ...state, pubkey: event.data.pubkey };
      case 'DisplayNameChanged':
        return { ...state, display_name: event.data.display_name };
      case 'UserErased':
        return userFold.initialState;
      default:
        return state;
    }
  },
};

/** A user's stream, for what it says of who they are. */
export function userStream(id: UserId): Stream<UserState, IdentityEvent | MemberEvent> {
  return { name: userStreamName(id), fold: userFold };
}
