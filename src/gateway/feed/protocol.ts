import type { UserId } from '../../platform/ids.js';
import type { Me } from '../../identity/facts/me.js';
import type { InviteView } from '../../invites/facts/invite-as-loaded.js';
import type { MemberView } from '../../members/facts/member.js';
import type { Person } from '../../members/facts/person.js';
import type { RoleView } from '../../roles/facts/role-as-loaded.js';
import { cursorOf, type Place } from './cursor.js';
import type { ServerView } from '../../server/facts/server-info.js';

/** Where the gateway listens. */
export const GATEWAY_PATH = '/api/v1/gateway';

/** How often each side makes sure of the other, in milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 30_000;
/** How long an answer to that may take. */
export const HEARTBEAT_TIMEOUT_MS = 10_000;

/** How long a plain client may take until it says who it is, in milliseconds. */
export const IDENTIFY_MS = 10_000;
/** A longer message from a client ends its connection, on both gateways. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** So many messages (and pings) a client may send within {@link MESSAGE_WINDOW_MS}. */
export const MAX_MESSAGES = 120;
export const MESSAGE_WINDOW_MS = 60_000;

/** So many connections one user may have to a process, on both gateways together. */
export const MAX_CONNECTIONS = 20;

/** A client further behind than so many events gets `RESYNC` and refetches by REST. */
export const MAX_RESUME = 10_000;

/** Who something happened to, by whom, when. */
export interface PersonChange extends Person {
  /** A user id, or `system`. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

/** `at` and `by` once more under the names that clients of decentcom know. */
export interface MemberLeft extends PersonChange {
  readonly left_at: string;
}

export interface MemberKicked extends PersonChange {
  readonly kicked_by: string;
  readonly kicked_at: string;
  /** To moderators only. */
  readonly reason?: string | null;
}

export interface MemberBanned extends PersonChange {
  readonly banned_by: string;
  readonly banned_at: string;
  /** To moderators only. */
  readonly reason?: string | null;
}

export interface MemberRoleChange {
  readonly user_id: UserId;
  readonly role_id: string;
  readonly by: string;
  readonly at: string;
}

/** What each message carries, by op. */
export interface Payloads {
  HELLO: {
    readonly server_name: string;
    readonly user: Me;
    readonly heartbeat_interval_ms: number;
    /** Which log this is: another one after another community was put in its place. */
    readonly log_id: string;
    /** The log's position: everything behind it follows live. */
    readonly head: number;
  };
  READY: Record<string, never>;
  RESYNC: { readonly head: number };
  /** Why the connection ends now; plain clients get it as the close code. */
  CLOSE: { readonly code: number; readonly reason: string };
  /** `invite_code` and `invited_by` only for holders of `manage_invites`. */
  MEMBER_JOIN: Omit<MemberView, 'invite_code' | 'invited_by'> &
    Partial<Pick<MemberView, 'invite_code' | 'invited_by'>>;
  MEMBER_LEAVE: MemberLeft;
  MEMBER_KICK: MemberKicked;
  MEMBER_BAN: MemberBanned;
  MEMBER_UPDATE: PersonChange;
  INVITE_CREATE: InviteView;
  INVITE_UPDATE: InviteView;
  /** Why it works no more: `revoked`, `expired`, `exhausted`, `role_deleted` … */
  INVITE_DELETE: InviteView & { readonly reason: string };
  ROLE_CREATE: RoleView;
  ROLE_UPDATE: RoleView;
  /** As it was. */
  ROLE_DELETE: RoleView;
  MEMBER_ROLE_ADD: MemberRoleChange;
  MEMBER_ROLE_REMOVE: MemberRoleChange;
  SERVER_UPDATE: ServerView;
}

export type Op = keyof Payloads;

/** One message; it is emitted under its op's name. */
export interface Envelope<Name extends Op = Op> {
  readonly op: Name;
  readonly d: Payloads[Name];
  /** Unix time in seconds: of the event, or of the message if it is none. */
  readonly t: number;
  /** The event's position in the log; absent on messages that are not events. */
  readonly s?: number;
  /**
   * The same place as a cursor for `since`: `<position>-<first 8 hex digits of the event's hash>`. On `HELLO` and
   * `RESYNC` that of `head`.
   */
  readonly c?: string;
}

/** Asks a plain client for a sign of life: `HEARTBEAT_ACK`. Socket.IO has heartbeats of its own. */
export interface Heartbeat {
  readonly op: 'HEARTBEAT';
  readonly d: Record<string, never>;
  /** Unix time in seconds. */
  readonly t: number;
}

/** Everything that a plain client can hear. */
export type PlainOp = Op | Heartbeat['op'];

/** What a plain client can say to some effect, or because clients of decentcom do. */
export type ClientOp = 'IDENTIFY' | 'HEARTBEAT_ACK' | 'SUBSCRIBE' | 'UNSUBSCRIBE';

/** The messages that a server sends, typed for Socket.IO. */
export type ServerMessages = { [Name in Op]: (envelope: Envelope<Name>) => void };

/** A message that is no event. */
export function notice<Name extends Op>(
  op: Name,
  d: Payloads[Name],
  nowMs: number,
): Envelope<Name> {
  return { op, d, t: Math.floor(nowMs / 1000) };
}

/** Tells a client to fetch anew, and to go on from a place in the log. */
export function resync(head: Place): Envelope<'RESYNC'> {
  return { ...notice('RESYNC', { head: head.position }, Date.now()), c: cursorOf(head) };
}
