import type { StateLoader } from '../event-store/stream.js';
import { blockOn, type InviteBlock } from './join.decide.js';
import { joinFacts } from './join-facts.js';
import { inviteStatus, type InviteFields, type InviteStatus } from './invite-status.js';

/** An invite, as those who manage invites see it. */
export interface InviteView extends Omit<
  InviteFields,
  'paused' | 'expiry_recorded' | 'grants_ownership'
> {
  /** `<public url>/invite/<code>`. */
  readonly invite_link: string;
  readonly status: InviteStatus;
  /** Why it would let nobody in now, although it is active. */
  readonly blocked_by: InviteBlock | null;
  /** Its stream's version, for `If-Match`. */
  readonly version: number;
}

export function inviteLink(publicUrl: string, code: string): string {
  return `${publicUrl}/invite/${code}`;
}

/** The view of an invite at an instant, from a folded state or a row of the read model, and what `loader` sees of others. */
export async function inviteView(
  loader: StateLoader,
  invite: InviteFields,
  version: number,
  now: string,
  publicUrl: string,
): Promise<InviteView> {
  const status = inviteStatus(invite, now);
  const blocked_by =
    status === 'active' ? blockOn(invite, await joinFacts(loader, invite, now)) : null;
  return {
    code: invite.code,
    invite_link: inviteLink(publicUrl, invite.code),
    created_by: invite.created_by,
    created_at: invite.created_at,
    grant_role_id: invite.grant_role_id,
    channel_id: invite.channel_id,
    label: invite.label,
    max_uses: invite.max_uses,
    use_count: invite.use_count,
    expires_at: invite.expires_at,
    status,
    blocked_by,
    version,
    last_used_at: invite.last_used_at,
    revoked_at: invite.revoked_at,
    revoked_by: invite.revoked_by,
    revoke_reason: invite.revoke_reason,
  };
}
