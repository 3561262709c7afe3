import type { StateLoader } from '../../event-store/stream.js';
import type { GatehouseEvent, RecordedGatehouseEvent } from '../../events.js';
import { inviteAsLoaded } from '../../invites/facts/invite-as-loaded.js';
import { memberById } from '../../members/facts/member.js';
import { personById } from '../../members/facts/person.js';
import { holds, type Permission } from '../../roles/permissions.js';
import { roleAsDeleted, roleAsLoaded } from '../../roles/facts/role-as-loaded.js';
import { serverState } from '../../server/facts/server-state.js';
import { cursorOf } from './cursor.js';
import type { Envelope, Op, Payloads, PersonChange } from './protocol.js';

/** What one event means to the gateway: a message in one or several variants. */
export interface Frame {
  /** A receiver gets the first variant of which they hold a permission, or none. */
  readonly variants: readonly Variant[];
}

interface Variant {
  /** One of these, or `everybody` who is a member. */
  readonly to: readonly Permission[] | 'everybody';
  readonly envelope: Envelope;
}

/** What frames are made from: the states as of the event, and what is not in any stream. */
export interface FrameSources {
  /** The states as of the event itself, with it. */
  readonly states: StateLoader;
  readonly publicUrl: string;
  /** How many members there were at the position of a change of the server. */
  readonly memberCountAt: (position: number) => Promise<number>;
  /** Another shape of messages, where clients want one. */
  readonly shape?: ((envelope: Envelope) => Envelope) | undefined;
}

/** The index of the variant that somebody with these permissions gets, or -1. */
export function variantFor(frame: Frame, permissions: number): number {
  return frame.variants.findIndex(
    ({ to }) => to === 'everybody' || to.some((permission) => holds(permissions, permission)),
  );
}

/** The message that an event becomes, if it becomes one. Total: knows every event there is. */
export async function frameOf(
  event: RecordedGatehouseEvent,
  sources: FrameSources,
): Promise<Frame | undefined> {
  const frame = await messagesOf(event, sources);
  const { shape } = sources;
  if (!frame || !shape) return frame;
  return {
    variants: frame.variants.map(({ to, envelope: plain }) => ({ to, envelope: shape(plain) })),
  };
}

async function messagesOf(
  event: RecordedGatehouseEvent,
  sources: FrameSources,
): Promise<Frame | undefined> {
  const { states } = sources;
  switch (event.type) {
    case 'MemberJoined':
      return memberJoined(event, states);
    case 'MemberLeft': {
      const change = await personChange(event, states);
      return toAll(event, 'MEMBER_LEAVE', { ...change, left_at: event.at });
    }
    case 'MemberKicked': {
      const { actor: kicked_by, at: kicked_at } = event;
      const change = await personChange(event, states);
      return withReasonToModerators(event, 'MEMBER_KICK', { ...change, kicked_by, kicked_at });
    }
    case 'MemberBanned': {
      const { actor: banned_by, at: banned_at } = event;
      const change = await personChange(event, states);
      return withReasonToModerators(event, 'MEMBER_BAN', { ...change, banned_by, banned_at });
    }
    case 'DisplayNameChanged': {
      const member = await memberById(states, event.data.user_id);
      return member && toAll(event, 'MEMBER_UPDATE', await personChange(event, states));
    }
    case 'MemberRoleAdded':
    case 'MemberRoleRemoved': {
      const op = event.type === 'MemberRoleAdded' ? 'MEMBER_ROLE_ADD' : 'MEMBER_ROLE_REMOVE';
      const { user_id, role_id } = event.data;
      return toAll(event, op, { user_id, role_id, by: event.actor, at: event.at });
    }
    case 'InviteCreated':
    case 'InviteUpdated':
    case 'InvitePaused':
    case 'InviteResumed':
    case 'InviteConsumed':
    case 'InviteExpired':
    case 'InviteRevoked':
      return invite(event, sources);
    case 'RoleCreated':
    case 'RoleUpdated': {
      const role = await roleAsLoaded(states, event.data.role_id);
      return (
        role && toAll(event, event.type === 'RoleCreated' ? 'ROLE_CREATE' : 'ROLE_UPDATE', role)
      );
    }
    case 'RoleDeleted': {
      const role = await roleAsDeleted(states, event.data.role_id);
      return role && toAll(event, 'ROLE_DELETE', role);
    }
    case 'ServerSettingsChanged': {
      const { name, icon, membership_mode } = await serverState(states);
      const { position, version } = event;
      const member_count = await sources.memberCountAt(position);
      return toAll(event, 'SERVER_UPDATE', { name, icon, membership_mode, member_count, version });
    }
    case 'ServerCreated':
    case 'OwnerAppointed':
    case 'UserRegistered':
    case 'PublicKeyRecorded':
    case 'UserErased':
    case 'InviteReasonErased':
    case 'MemberUnbanned':
    case 'UserAllowlisted':
    case 'UserUnlisted':
    case 'LogKeyReplaced':
      return undefined;
  }
}

type EventOf<Type extends GatehouseEvent['type']> = Extract<
  RecordedGatehouseEvent,
  { readonly type: Type }
>;

function envelope<Name extends Op>(
  event: RecordedGatehouseEvent,
  op: Name,
  d: Payloads[Name],
): Envelope<Name> {
  const t = Math.floor(Date.parse(event.at) / 1000);
  return { op, d, t, s: event.position, c: cursorOf(event) };
}

function toAll<Name extends Op>(event: RecordedGatehouseEvent, op: Name, d: Payloads[Name]): Frame {
  return { variants: [{ to: 'everybody', envelope: envelope(event, op, d) }] };
}

async function memberJoined(
  event: EventOf<'MemberJoined'>,
  states: StateLoader,
): Promise<Frame | undefined> {
  const member = await memberById(states, event.data.user_id);
  if (!member) return undefined;
  const { invite_code: _, invited_by: __, ...common } = member;
  return {
    variants: [
      { to: ['manage_invites'], envelope: envelope(event, 'MEMBER_JOIN', member) },
      { to: 'everybody', envelope: envelope(event, 'MEMBER_JOIN', common) },
    ],
  };
}

async function personChange(
  event: EventOf<'MemberLeft' | 'MemberKicked' | 'MemberBanned' | 'DisplayNameChanged'>,
  states: StateLoader,
): Promise<PersonChange> {
  const person = await personById(states, event.data.user_id);
  return { ...person, by: event.actor, at: event.at };
}

function withReasonToModerators<Name extends 'MEMBER_KICK' | 'MEMBER_BAN'>(
  event: RecordedGatehouseEvent,
  op: Name,
  d: Payloads[Name],
): Frame {
  const toModerators = envelope(event, op, { ...d, reason: event.reason });
  return {
    variants: [
      { to: ['kick_members', 'ban_members'], envelope: toModerators },
      { to: 'everybody', envelope: envelope(event, op, d) },
    ],
  };
}

async function invite(
  event: EventOf<
    | 'InviteCreated'
    | 'InviteUpdated'
    | 'InvitePaused'
    | 'InviteResumed'
    | 'InviteConsumed'
    | 'InviteExpired'
    | 'InviteRevoked'
  >,
  { states, publicUrl }: FrameSources,
): Promise<Frame | undefined> {
  const { view, grantsOwnership, endedBy } = await inviteAsLoaded(
    states,
    event.data.code,
    event.at,
    publicUrl,
  );
  // The owner link is nobody's to see.
  if (grantsOwnership) return undefined;
  const toManagers = <Name extends Op>(op: Name, d: Payloads[Name]): Frame => ({
    variants: [{ to: ['manage_invites'], envelope: envelope(event, op, d) }],
  });
  if (event.type === 'InviteCreated') return toManagers('INVITE_CREATE', view);
  // Whatever ends it, that is told once: what was used up and is revoked then has ended before.
  if (endedBy !== event.version) return toManagers('INVITE_UPDATE', view);
  const reason = event.type === 'InviteRevoked' ? event.data.cause : view.status;
  return toManagers('INVITE_DELETE', { ...view, reason });
}
