import { isInviteCode, type InviteCode } from '../platform/ids.js';
import { inviteNotFound } from './invite.decide.js';

/** The code in a path. What has not the form of a code names no invite. */
export function codeIn(text: string): InviteCode {
  if (isInviteCode(text)) return text;
  throw inviteNotFound('');
}
