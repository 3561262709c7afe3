import type { StateLoader } from '../../event-store/stream.js';
import { inviteAsLoaded } from '../../invites/facts/invite-as-loaded.js';
import { envelope, type EventOf, type Frame } from './frame.js';
import type { Op, Payloads } from './protocol.js';

/** What is told of an invite: to those who manage invites. */
export async function inviteFrame(
  event: EventOf<
    | 'InviteCreated'
    | 'InviteUpdated'
    | 'InvitePaused'
    | 'InviteResumed'
    | 'InviteConsumed'
    | 'InviteExpired'
    | 'InviteRevoked'
  >,
  states: StateLoader,
  publicUrl: string,
): Promise<Frame | undefined> {
  const { view, grantsOwnership, endedBy } = await inviteAsLoaded(
    states,
    event.data.code,
    event.at,
    publicUrl,
  );
  // The owner link is nobody's to see.
  if (grantsOwnership) return undefined;
  const toManagers = <Name extends Op>(op: Name, d: Payloads[Name]): Frame => ({
    variants: [{ to: ['manage_invites'], envelope: envelope(event, op, d) }],
  });
  if (event.type === 'InviteCreated') return toManagers('INVITE_CREATE', view);
  // Whatever ends it, that is told once: what was used up and is revoked then has ended before.
  if (endedBy !== event.version) return toManagers('INVITE_UPDATE', view);
  const reason = event.type === 'InviteRevoked' ? event.data.cause : view.status;
  return toManagers('INVITE_DELETE', { ...view, reason });
}
