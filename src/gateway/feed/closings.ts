import { MAX_CONNECTIONS, MAX_MESSAGE_BYTES, MAX_MESSAGES } from './protocol.js';

/** How a connection ends: a plain one by these very codes, one of Socket.IO after a message with them. */
export interface Closing {
  readonly code: number;
  /** Sent with the code: at most 123 bytes. */
  readonly meaning: string;
  /** What the client does about it. */
  readonly advice: string;
}

const RESUME = 'Connect again, with `since`.';
const MEND = 'Mend the client.';

/**
 * The codes that a connection is closed with. 4000 and above are ours; those below are of RFC
 * 6455, of which the WebSocket library itself sends 1002, 1007 and 1009.
 */
export const CLOSINGS = {
  SHUTTING_DOWN: { code: 1001, meaning: 'The server is shutting down.', advice: RESUME },
  TOO_MANY_MESSAGES: {
    code: 1008,
    meaning: `More than ${MAX_MESSAGES} messages within a minute.`,
    advice: MEND,
  },
  MESSAGE_TOO_BIG: {
    code: 1009,
    meaning: `A message of more than ${MAX_MESSAGE_BYTES / 1024} KiB.`,
    advice: MEND,
  },
  FAILED: { code: 1011, meaning: 'Something went wrong on our side.', advice: RESUME },
  NOT_AUTHENTICATED: {
    code: 4001,
    meaning: 'No valid session, none in time, or one that has ended.',
    advice: 'Sign in, then connect again, with `since`.',
  },
  MALFORMED: {
    code: 4002,
    meaning: 'No JSON object with an op, a binary frame, a second session, or a bad since.',
    advice: MEND,
  },
  NOT_A_MEMBER: {
    code: 4003,
    meaning: 'Not a member, or no longer.',
    advice: 'Join, then connect again.',
  },
  TOO_SLOW: { code: 4008, meaning: 'Too many messages were waiting.', advice: RESUME },
  HEARTBEAT_MISSED: { code: 4009, meaning: 'No HEARTBEAT_ACK in time.', advice: RESUME },
  TOO_MANY_CONNECTIONS: {
    code: 4010,
    meaning: `${MAX_CONNECTIONS} connections of this user are open already.`,
    advice: 'Close another one first.',
  },
} satisfies Record<string, Closing>;

/** Why the server ends a connection by itself. */
export type CloseReason =
  | 'not_a_member'
  | 'session_ended'
  | 'too_many_connections'
  | 'too_many_messages'
  | 'too_slow'
  | 'failed'
  | 'shutting_down';

export const CLOSING_OF: Readonly<Record<CloseReason, Closing>> = {
  not_a_member: CLOSINGS.NOT_A_MEMBER,
  session_ended: CLOSINGS.NOT_AUTHENTICATED,
  too_many_connections: CLOSINGS.TOO_MANY_CONNECTIONS,
  too_many_messages: CLOSINGS.TOO_MANY_MESSAGES,
  too_slow: CLOSINGS.TOO_SLOW,
  failed: CLOSINGS.FAILED,
  shutting_down: CLOSINGS.SHUTTING_DOWN,
};
