import type { UserId } from '../platform/ids.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

export const MEMBERSHIP_MODES = ['open', 'invite_only', 'allowlist', 'closed'] as const;
/** Who can become a member: anybody, the invited, the listed, nobody. */
export type MembershipMode = (typeof MEMBERSHIP_MODES)[number];

export interface ServerSettings {
  readonly name: string;
  /** An http or https URL. */
  readonly icon: string | null;
  readonly membership_mode: MembershipMode;
}

export type ServerEvent =
  | DomainEvent<'ServerCreated', ServerSettings>
  | DomainEvent<'ServerSettingsChanged', Partial<ServerSettings>>
  | DomainEvent<'OwnerAppointed', { user_id: UserId }>;

export const serverEventTypes: EventTypes<ServerEvent> = {
  ServerCreated: { schemaVersion: 1 },
  ServerSettingsChanged: { schemaVersion: 1 },
  OwnerAppointed: { schemaVersion: 1 },
};
