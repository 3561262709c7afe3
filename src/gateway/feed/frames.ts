import type { StateLoader } from '../../event-store/stream.js';
import type { RecordedGatehouseEvent } from '../../events.js';
import { memberById } from '../../members/facts/member.js';
import { personById } from '../../members/facts/person.js';
import { roleAsDeleted, roleAsLoaded } from '../../roles/facts/role-as-loaded.js';
import { serverState } from '../../server/facts/server-state.js';
import { envelope, toAll, withReasonToModerators, type EventOf, type Frame } from './frame.js';
import { inviteFrame } from './invite-frame.js';
import type { Envelope, PersonChange } from './protocol.js';

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
      return inviteFrame(event, states, sources.publicUrl);
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
    // Who the owner is, only auditors see; that the community has another version, all do.
    case 'OwnerAppointed':
    case 'ServerSettingsChanged': {
      const { name, icon, membership_mode, accent_color } = await serverState(states);
      const { position, version } = event;
      const member_count = await sources.memberCountAt(position);
      return toAll(event, 'SERVER_UPDATE', {
        name,
        icon,
        membership_mode,
        accent_color,
        member_count,
        version,
      });
    }
    case 'ServerCreated':
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
