import type { UserId } from '../platform/ids.js';
import type { Imported } from '../platform/imported.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

/** In a user's own stream; the only events that hold personal data, sealed under the user's key. */
export type IdentityEvent =
  | DomainEvent<'UserRegistered', { user_id: UserId; pubkey: string | null; imported?: Imported }>
  /** Somebody named a key that has not signed in yet: in a ban, on the allowlist. */
  | DomainEvent<
      'PublicKeyRecorded',
      { user_id: UserId; pubkey: string | null; imported?: Imported }
    >
  | DomainEvent<
      'DisplayNameChanged',
      { user_id: UserId; display_name: string | null; imported?: Imported }
    >
  /** From here back nothing of the person can be read: their key is deleted with it. */
  | DomainEvent<'UserErased', { user_id: UserId }>;

export const identityEventTypes: EventTypes<IdentityEvent> = {
  UserRegistered: { schemaVersion: 1, personal: ['pubkey'] },
  PublicKeyRecorded: { schemaVersion: 1, personal: ['pubkey'] },
  DisplayNameChanged: { schemaVersion: 1, personal: ['display_name'] },
  UserErased: { schemaVersion: 1, erases: true },
};

export function userStreamName(id: UserId): string {
  return `user-${id}`;
}
