import type { components, paths } from '@gatehouse/sdk';

/** An event of the log, as auditors are shown it. */
export type LogEvent = components['schemas']['AuditEventDto'];

export type EventQuery = NonNullable<paths['/api/v1/audit/events']['get']['parameters']['query']>;
export type EventType = NonNullable<EventQuery['type']>;

/** What an event is about. */
export type Area = 'invites' | 'members' | 'people' | 'roles' | 'community';

/** Every type of event, under what it is about. */
const AREAS: Readonly<Record<EventType, Area>> = {
  InviteCreated: 'invites',
  InviteUpdated: 'invites',
  InvitePaused: 'invites',
  InviteResumed: 'invites',
  InviteConsumed: 'invites',
  InviteExpired: 'invites',
  InviteRevoked: 'invites',
  InviteReasonErased: 'invites',
  MemberJoined: 'members',
  MemberLeft: 'members',
  MemberKicked: 'members',
  MemberBanned: 'members',
  MemberUnbanned: 'members',
  MemberRoleAdded: 'members',
  MemberRoleRemoved: 'members',
  UserRegistered: 'people',
  PublicKeyRecorded: 'people',
  DisplayNameChanged: 'people',
  UserErased: 'people',
  UserAllowlisted: 'people',
  UserUnlisted: 'people',
  RoleCreated: 'roles',
  RoleUpdated: 'roles',
  RoleDeleted: 'roles',
  ServerCreated: 'community',
  ServerSettingsChanged: 'community',
  OwnerAppointed: 'community',
  LogKeyReplaced: 'community',
};

export const EVENT_TYPES = Object.keys(AREAS) as readonly EventType[];

export function isEventType(text: unknown): text is EventType {
  return typeof text === 'string' && Object.hasOwn(AREAS, text);
}

/** The types, in groups. */
export function typesByArea(): ReadonlyMap<Area, readonly EventType[]> {
  return Map.groupBy(EVENT_TYPES, (type) => AREAS[type]);
}
