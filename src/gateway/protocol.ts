import type { UserId } from '../common/ids.js';
import type { Me } from '../identity/queries/me.js';
import type { InviteView } from '../invites/queries/invite-as-loaded.js';
import type { MemberView } from '../members/queries/member.js';
import type { Person } from '../members/queries/person.js';
import type { RoleView } from '../roles/queries/role-as-loaded.js';
import type { ServerSettings } from '../server/server.events.js';

/** Where the gateway listens. */
export const GATEWAY_PATH = '/api/v1/gateway';

/** How often each side makes sure of the other, in milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 30_000;
/** How long an answer to that may take. */
export const HEARTBEAT_TIMEOUT_MS = 10_000;

/** A client further behind than so many events gets `RESYNC` and refetches by REST. */
export const MAX_RESUME = 10_000;

/** Who something happened to, by whom, when. */
export interface PersonChange extends Person {
  /** A user id, or `system`. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** The reason of a kick or a ban: to moderators only. */
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
    /** The log's position: everything behind it follows live. */
    readonly head: number;
  };
  READY: Record<string, never>;
  RESYNC: { readonly head: number };
  /** `invite_code` and `invited_by` only for holders of `manage_invites`. */
  MEMBER_JOIN: Omit<MemberView, 'invite_code' | 'invited_by'> &
    Partial<Pick<MemberView, 'invite_code' | 'invited_by'>>;
  MEMBER_LEAVE: PersonChange;
  MEMBER_KICK: PersonChange;
  MEMBER_BAN: PersonChange;
  MEMBER_UPDATE: PersonChange;
  INVITE_CREATE: InviteView;
  INVITE_UPDATE: InviteView;
  /** Why it works no more: `revoked`, `expired`, `exhausted`, `role_deleted` … */
  INVITE_DELETE: InviteView & { readonly reason: string };
  ROLE_CREATE: RoleView;
  ROLE_UPDATE: RoleView;
  ROLE_DELETE: { readonly id: string };
  MEMBER_ROLE_ADD: MemberRoleChange;
  MEMBER_ROLE_REMOVE: MemberRoleChange;
  SERVER_UPDATE: ServerSettings & { readonly member_count: number };
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
}

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
