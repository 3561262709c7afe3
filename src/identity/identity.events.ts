import type { UserId } from '../common/ids.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

/** In a user's own stream; the only events that hold personal data, sealed under the user's key. */
export type IdentityEvent =
  | DomainEvent<'UserRegistered', { user_id: UserId; pubkey: string | null }>
  /** Somebody named a key that has not signed in yet: in a ban, on the allowlist. */
  | DomainEvent<'PublicKeyRecorded', { user_id: UserId; pubkey: string | null }>
  | DomainEvent<'DisplayNameChanged', { user_id: UserId; display_name: string | null }>;

export const identityEventTypes: EventTypes<IdentityEvent> = {
  UserRegistered: { schemaVersion: 1, personal: ['pubkey'] },
  PublicKeyRecorded: { schemaVersion: 1, personal: ['pubkey'] },
  DisplayNameChanged: { schemaVersion: 1, personal: ['display_name'] },
};

export function userStream(id: UserId): string {
  return `user-${id}`;
}
