import type { UserId } from '../platform/ids.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import { userStreamName, type IdentityEvent } from '../identity/identity.events.js';
import type { MemberEvent } from './member.events.js';

/** What of a person was imported before, whatever has become of it since. */
export interface ImportedBefore {
  readonly member: boolean;
  readonly ban: boolean;
  readonly listing: boolean;
}

export const importedBeforeFold: Fold<ImportedBefore, MemberEvent | IdentityEvent> = {
  name: 'imported-before',
  version: 1,
  initialState: { member: false, ban: false, listing: false },
  evolve: (state, event): ImportedBefore => {
    switch (event.type) {
      case 'MemberJoined':
        return event.data.imported ? { ...state, member: true } : state;
      case 'MemberBanned':
        return event.data.imported ? { ...state, ban: true } : state;
      case 'UserAllowlisted':
        return event.data.imported ? { ...state, listing: true } : state;
      default:
        return state;
    }
  },
};

/** A user's stream, for what of it was imported. */
export function importedBeforeStream(
  id: UserId,
): Stream<ImportedBefore, MemberEvent | IdentityEvent> {
  return { name: userStreamName(id), fold: importedBeforeFold };
}
