import type { UserId } from '../platform/ids.js';

/** What processes tell each other of sessions that were ended: of one, by the hash of its token, or of all of a user. */
export type SessionMessage = { readonly session: string } | { readonly sessions_of: UserId };

export function sessionMessage(message: SessionMessage): string {
  return JSON.stringify(message);
}

/** What a message says of sessions; nothing if it is about something else. */
export function sessionMessageIn(text: string): SessionMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null) return undefined;
  if ('session' in message && typeof message.session === 'string') {
    return { session: message.session };
  }
  if ('sessions_of' in message && typeof message.sessions_of === 'string') {
    return { sessions_of: message.sessions_of as UserId };
  }
  return undefined;
}
