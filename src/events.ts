import type { Recorded } from './event-store/event.js';
import { eventRegistry } from './event-store/event-types.js';
import { identityEventTypes, type IdentityEvent } from './identity/identity.events.js';
import { inviteEventTypes, type InviteEvent } from './invites/invite.events.js';
import { memberEventTypes, type MemberEvent } from './members/member.events.js';
import { roleEventTypes, type RoleEvent } from './roles/role.events.js';
import { serverEventTypes, type ServerEvent } from './server/server.events.js';
import { logKeyEventTypes, type LogKeyEvent } from './transparency/log-key.events.js';

/** Everything that can happen in a community. */
export type GatehouseEvent =
  ServerEvent | RoleEvent | IdentityEvent | MemberEvent | InviteEvent | LogKeyEvent;

export type RecordedGatehouseEvent = Recorded<GatehouseEvent>;

/** All event types that the log can hold. */
export const EVENT_REGISTRY = eventRegistry(
  serverEventTypes,
  roleEventTypes,
  identityEventTypes,
  memberEventTypes,
  inviteEventTypes,
  logKeyEventTypes,
);
