import type { UserId } from '../platform/ids.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

export const MEMBERSHIP_MODES = ['open', 'invite_only', 'allowlist', 'closed'] as const;
/** Who can become a member: anybody, the invited, the listed, nobody. */
export type MembershipMode = (typeof MEMBERSHIP_MODES)[number];

/** With what a community begins. */
export interface FirstSettings {
  readonly name: string;
  /** An http or https URL. */
  readonly icon: string | null;
  readonly membership_mode: MembershipMode;
}

export interface ServerSettings extends FirstSettings {
  /** `#rrggbb`; `null`: that of the program. */
  readonly accent_color: string | null;
}

export type ServerEvent =
  | DomainEvent<'ServerCreated', FirstSettings>
  | DomainEvent<'ServerSettingsChanged', Partial<ServerSettings>>
  | DomainEvent<'OwnerAppointed', { user_id: UserId }>;

export const serverEventTypes: EventTypes<ServerEvent> = {
  ServerCreated: { schemaVersion: 1 },
  ServerSettingsChanged: { schemaVersion: 1 },
  OwnerAppointed: { schemaVersion: 1 },
};
