import { isEventType, type LogEvent } from '../../stores/event-types.js';
import type audit from '../../locales/en/audit.json';

/** Under which key of the catalogue the words of an event stand. */
export type Sentence = keyof (typeof audit)['event'];

/** Whom and what an event names. */
export interface Named {
  readonly user?: string;
  readonly inviter?: string;
  readonly invite?: string;
  readonly role?: string;
  /** Of the community, or of a person. */
  readonly name?: string;
}

type Data = Readonly<Record<string, unknown>>;

/** What an event holds; nothing where its bytes cannot be read. */
export function dataOf({ data }: Pick<LogEvent, 'data'>): Data | undefined {
  return data ?? undefined;
}

/** The words for an event: some types have others according to what they hold. */
export function sentenceOf(event: Pick<LogEvent, 'type' | 'data'>): Sentence {
  const { type } = event;
  const data = dataOf(event);
  if (data === undefined) return 'unreadable';
  // A newer server can have types that this page does not know.
  if (!isEventType(type)) return 'unknown';
  switch (type) {
    case 'MemberJoined':
      if (data.invite_code === null) return 'MemberJoined_direct';
      return data.invited_by === null ? 'MemberJoined_byLink' : 'MemberJoined';
    case 'MemberBanned':
      return data.was_member === false ? 'MemberBanned_outside' : 'MemberBanned';
    case 'MemberRoleAdded':
      return typeof data.invite_code === 'string' ? 'MemberRoleAdded_byInvite' : 'MemberRoleAdded';
    case 'DisplayNameChanged':
      return typeof data.display_name === 'string'
        ? 'DisplayNameChanged'
        : 'DisplayNameChanged_unknown';
    case 'InviteCreated':
      return data.grants_ownership === true ? 'InviteCreated_ownership' : 'InviteCreated';
    case 'InviteConsumed':
      return data.joined === false ? 'InviteConsumed_role' : 'InviteConsumed';
    case 'InviteRevoked':
      return revoked(data.cause);
    default:
      return type;
  }
}

function revoked(cause: unknown): Sentence {
  switch (cause) {
    case 'role_deleted':
      return 'InviteRevoked_role_deleted';
    case 'creator_banned':
      return 'InviteRevoked_creator_banned';
    case 'creator_erased':
      return 'InviteRevoked_creator_erased';
    case 'creator_kicked':
      return 'InviteRevoked_creator_kicked';
    case 'creator_left':
      return 'InviteRevoked_creator_left';
    case 'owner_appointed':
      return 'InviteRevoked_owner_appointed';
    default:
      return 'InviteRevoked';
  }
}

/** Whom and what an event names: by its data, and where these say nothing, by its stream. */
export function namedBy(event: Pick<LogEvent, 'stream' | 'data'>): Named {
  const data = dataOf(event) ?? {};
  const text = (...names: readonly string[]): string | undefined =>
    names.map((name) => data[name]).find((value) => typeof value === 'string');
  const found = {
    user: text('user_id') ?? behind(event.stream, 'user-'),
    inviter: text('invited_by'),
    invite: text('code', 'invite_code') ?? behind(event.stream, 'invite-'),
    role: text('role_id') ?? behind(event.stream, 'role-'),
    name: text('display_name', 'name'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function behind(stream: string, beginning: string): string | undefined {
  return stream.startsWith(beginning) ? stream.slice(beginning.length) : undefined;
}

/** What of an event is told below its sentence: terms, settings, permissions. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  ServerCreated: ['icon', 'membership_mode'],
  ServerSettingsChanged: ['name', 'icon', 'membership_mode', 'accent_color'],
  RoleCreated: ['color', 'position', 'permissions'],
  RoleUpdated: ['name', 'color', 'position', 'permissions'],
  InviteCreated: ['max_uses', 'expires_at', 'label', 'grant_role_id', 'channel_id'],
  InviteUpdated: ['max_uses', 'expires_at', 'label'],
};

/** The fields of an event that its sentence does not say, in their order. */
export function toldBelow(event: Pick<LogEvent, 'type' | 'data'>): Data {
  const data = dataOf(event) ?? {};
  const isFirst = event.type.endsWith('Created');
  const names = (TOLD[event.type] ?? []).filter(
    // What was never given needs no words; what was taken away does.
    (name) => Object.hasOwn(data, name) && !(isFirst && data[name] === null),
  );
  return Object.fromEntries(names.map((name) => [name, data[name]]));
}
