import type { InviteCode } from '../../platform/ids.js';
import type { Refusal } from '../../platform/refusal.js';
import type { StateLoader } from '../../event-store/stream.js';
import { inviteNotFound } from '../invite.decide.js';
import { inviteStream } from '../invite.fold.js';

/** The refusal for a code that no invite has or had, if it is none. */
export async function requireInvite(
  loader: StateLoader,
  code: InviteCode,
): Promise<Refusal | undefined> {
  const { state } = await loader.load(inviteStream(code));
  return state.exists ? undefined : inviteNotFound(code);
}
