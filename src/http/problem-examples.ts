import type { API_STATUS } from '../platform/problem-codes.js';
import type { RefusalDetails } from '../platform/refusal.js';
import { problemOf, type Problem } from './problem.filter.js';

type ApiCode = keyof typeof API_STATUS;

/** What a client may read under each code. */
const DETAILS: Readonly<Record<ApiCode, string>> = {
  VALIDATION_FAILED: 'max_uses must be a whole number from 0 to 100000',
  MALFORMED_JSON: 'The request is malformed.',
  ROLE_NOT_GRANTABLE: 'There is no role with this id.',
  UNAUTHENTICATED: 'Send a valid session as Authorization: Bearer.',
  CHALLENGE_FAILED:
    'No open challenge of this key has this signature; ask for a new challenge and sign it.',
  MISSING_PERMISSION: 'This needs the permission manage_invites.',
  ROLE_HIERARCHY: 'Your highest role is not above theirs.',
  MEMBER_BANNED: 'You are banned from this community.',
  INVITE_REQUIRED: 'This community takes new members by invite only.',
  NOT_ALLOWLISTED: 'Only people on the allowlist can join this community.',
  MEMBERSHIP_CLOSED: 'This community takes no new members.',
  NOT_A_MEMBER: 'Only members can do this: membership required.',
  INVITE_NOT_FOUND: 'There is no invite with the code Ab3xK9Qz.',
  MEMBER_NOT_FOUND: 'There is no member with this key.',
  ROLE_NOT_FOUND: 'There is no role with this id.',
  NOT_FOUND: 'There is nothing at this path.',
  METHOD_NOT_ALLOWED: 'This path takes GET, POST.',
  REQUEST_TIMEOUT: 'The request did not come to its end within 30 seconds.',
  INVITE_PAUSED: 'This invite is paused. Ask whoever sent it, or try later.',
  OWNER_CANNOT_LEAVE: 'The owner cannot leave.',
  ROLE_BUILTIN: 'The role admin is built in and cannot be changed.',
  ROLE_NAME_TAKEN: 'There is a role called Helper already.',
  TOO_MANY_INVITES: 'You have 500 active invites; revoke one first.',
  CONFLICT: 'This Idempotency-Key was used for another request.',
  INVITE_EXPIRED: 'This invite expired on 2026-11-22T10:00:00.000Z.',
  INVITE_EXHAUSTED: 'This invite has been used up.',
  INVITE_REVOKED: 'This invite was revoked.',
  INVITER_GONE: 'Whoever made this invite may not invite any more.',
  VERSION_MISMATCH: 'The invite is at version 4 by now.',
  PAYLOAD_TOO_LARGE: 'The body is larger than 64 KiB.',
  UNSUPPORTED_MEDIA_TYPE: 'Send the body as application/json.',
  EXPECTATION_FAILED: 'Expect can only be 100-continue.',
  UPGRADE_REQUIRED: 'Here is a WebSocket: ask for an upgrade.',
  RATE_LIMITED: 'Too many requests; try again in 42 seconds.',
  HEADERS_TOO_LARGE: 'The headers are larger than 16 KiB: clear the cookies of this site.',
  INTERNAL_ERROR: 'Something went wrong on our side.',
  STORAGE_UNAVAILABLE: 'The log cannot be written at the moment. Nothing was lost; try again.',
  OUTCOME_UNKNOWN:
    'The log stopped answering while it was written. It may have been done; try again with the same Idempotency-Key.',
};

/** What some carry beside that. */
const MORE: Readonly<Partial<Record<ApiCode, RefusalDetails>>> = {
  INVITE_EXPIRED: { expires_at: '2026-11-22T10:00:00.000Z' },
  INVITE_EXHAUSTED: { max_uses: 25 },
};

/** A problem document as it is sent under a code, on a path. */
export function problemExample(code: ApiCode, url: string): Problem {
  const detail = DETAILS[code];
  const errors = [{ field: 'max_uses', message: detail }];
  const more = MORE[code];
  const answer = {
    code,
    detail,
    ...(code === 'VALIDATION_FAILED' && { errors }),
    ...(more && { more }),
  };
  return problemOf(answer, { id: 'bW5raP4Z5wVI-5n', url });
}
