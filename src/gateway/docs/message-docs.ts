import { objectOf, type JsonSchema } from './json-schema.js';
import type { ClientOp, PlainOp } from '../feed/protocol.js';

export interface MessageDoc {
  readonly summary: string;
  readonly to: string;
  /** What stands in the envelope's `d`. */
  readonly d: JsonSchema;
}

export interface ClientMessageDoc {
  readonly summary: string;
  readonly payload: JsonSchema;
}

/** What the API documents already, as JSON Schema. */
export type SharedSchemas = Readonly<
  Record<'me' | 'member' | 'invite' | 'role' | 'server', ReturnType<typeof objectOf>>
>;

const CLIENT = 'the connecting client';
const MEMBERS = 'all members';
const MANAGERS = 'members with `manage_invites`';

const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };
const time: JsonSchema = { type: 'string', format: 'date-time' };
const nothing = objectOf({});
const position: JsonSchema = { type: 'integer', minimum: 0, description: 'A position of the log.' };
const actor: JsonSchema = { type: 'string', description: 'A user id, or `system`.' };

const person = { user_id: text, pubkey: textOrNull, display_name: textOrNull };
const change = { ...person, by: actor, at: time };
const reason: JsonSchema = {
  type: ['string', 'null'],
  description: 'To members with `kick_members` or `ban_members` only.',
};
const roleChange = objectOf({ user_id: text, role_id: text, by: actor, at: time });

/** Every message that the server sends. */
export function serverMessages(shared: SharedSchemas): Readonly<Record<PlainOp, MessageDoc>> {
  return {
    HELLO: {
      summary: 'The first message of a connection.',
      to: CLIENT,
      d: objectOf({
        server_name: text,
        user: shared.me,
        heartbeat_interval_ms: { type: 'integer' },
        log_id: { type: 'string', description: 'Which log this is, in 32 hex digits.' },
        head: position,
      }),
    },
    RESYNC: {
      summary: 'What was missed is too much, or unknown: fetch everything anew over REST.',
      to: CLIENT,
      d: objectOf({ head: position }),
    },
    READY: { summary: 'From now on everything is live.', to: CLIENT, d: nothing },
    CLOSE: {
      summary: 'Why the connection ends now: `x-close-codes` says what to do. Socket.IO only.',
      to: 'the client',
      d: objectOf({ code: { type: 'integer' }, reason: text }),
    },
    HEARTBEAT: {
      summary: 'Answer with `HEARTBEAT_ACK` within 10 s. Plain WebSocket only.',
      to: 'the client',
      d: nothing,
    },
    MEMBER_JOIN: {
      summary: 'Somebody has joined.',
      to: `${MEMBERS}; \`invite_code\` and \`invited_by\` only to ${MANAGERS}`,
      d: objectOf(shared.member.properties, ['invite_code', 'invited_by']),
    },
    MEMBER_LEAVE: {
      summary: 'Somebody has left.',
      to: MEMBERS,
      d: objectOf({ ...change, left_at: time }),
    },
    MEMBER_KICK: {
      summary: 'Somebody was kicked.',
      to: MEMBERS,
      d: objectOf({ ...change, kicked_by: actor, kicked_at: time, reason }, ['reason']),
    },
    MEMBER_BAN: {
      summary: 'Somebody was banned, who need not have been a member.',
      to: MEMBERS,
      d: objectOf({ ...change, banned_by: actor, banned_at: time, reason }, ['reason']),
    },
    MEMBER_UPDATE: {
      summary: 'A member has another display name.',
      to: MEMBERS,
      d: objectOf(change),
    },
    INVITE_CREATE: { summary: 'There is a new invite.', to: MANAGERS, d: shared.invite },
    INVITE_UPDATE: {
      summary: 'An invite was changed, paused, resumed, used or brought back.',
      to: MANAGERS,
      d: shared.invite,
    },
    INVITE_DELETE: {
      summary: 'An invite works no more. Told once for each time that it ends.',
      to: MANAGERS,
      d: objectOf({
        ...shared.invite.properties,
        reason: {
          type: 'string',
          description: '`revoked`, `expired`, `exhausted`, or what else revoked it.',
        },
      }),
    },
    ROLE_CREATE: { summary: 'There is a new role.', to: MEMBERS, d: shared.role },
    ROLE_UPDATE: { summary: 'A role was changed.', to: MEMBERS, d: shared.role },
    ROLE_DELETE: {
      summary: 'A role was deleted; this is what it was.',
      to: MEMBERS,
      d: shared.role,
    },
    MEMBER_ROLE_ADD: { summary: 'A member was given a role.', to: MEMBERS, d: roleChange },
    MEMBER_ROLE_REMOVE: { summary: 'A member has lost a role.', to: MEMBERS, d: roleChange },
    SERVER_UPDATE: {
      summary:
        'Name, icon, mode or accent colour has changed, or who the owner is; `member_count` is as of then.',
      to: MEMBERS,
      d: shared.server,
    },
  };
}

/** Messages that are no events, and so have no position. */
export const NOTICES: ReadonlySet<string> = new Set<PlainOp>([
  'HELLO',
  'RESYNC',
  'READY',
  'CLOSE',
  'HEARTBEAT',
]);

/** Those that say where the log stands. */
export const WITH_HEAD: ReadonlySet<string> = new Set<PlainOp>(['HELLO', 'RESYNC']);

/** The last event that the client has seen. */
export const SINCE: JsonSchema = {
  type: ['integer', 'string'],
  minimum: 0,
  description:
    'The `c` (or the `s`) of the last event that you have seen, or the `c` of `HELLO` as long as you have seen none; what ' +
    'came after it follows. Read it anew for each connection: with an old one you hear again what you know. With `c` you are ' +
    'told to fetch anew when that event is not the one in the log: a backup was restored, or it is another log.',
};
export const TOKEN: JsonSchema = { type: 'string', description: 'The token of a session.' };

const anything: JsonSchema = {};

/** Every message that a plain client can send to some effect, and those that are let pass. */
export const CLIENT_MESSAGES: Readonly<Record<ClientOp, ClientMessageDoc>> = {
  IDENTIFY: {
    summary: 'Who you are, if the handshake did not say so. The first message, within 10 s.',
    payload: objectOf({
      op: { const: 'IDENTIFY' },
      d: objectOf({ token: TOKEN, since: SINCE }, ['since']),
    }),
  },
  HEARTBEAT_ACK: {
    summary: 'The answer to `HEARTBEAT`.',
    payload: objectOf({ op: { const: 'HEARTBEAT_ACK' }, d: anything }, ['d']),
  },
  SUBSCRIBE: {
    summary: 'Without effect: you get everything that you are entitled to.',
    payload: objectOf({ op: { const: 'SUBSCRIBE' }, d: anything }, ['d']),
  },
  UNSUBSCRIBE: {
    summary: 'Without effect.',
    payload: objectOf({ op: { const: 'UNSUBSCRIBE' }, d: anything }, ['d']),
  },
};
