import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import { refuse, type Refusal } from '../platform/refusal.js';

export const INVITE_STATUSES = ['active', 'paused', 'expired', 'exhausted', 'revoked'] as const;
export type InviteStatus = (typeof INVITE_STATUSES)[number];

/** What is known of an invite, in a folded state and in a row of the read model alike. */
export interface InviteFields {
  readonly code: InviteCode;
  readonly created_by: UserId | null;
  readonly created_at: string;
  readonly grant_role_id: RoleId | null;
  readonly channel_id: string | null;
  readonly label: string | null;
  /** 0 = unlimited. */
  readonly max_uses: number;
  readonly use_count: number;
  readonly expires_at: string | null;
  /** Whether the expiry is in the log as an event, and not only in the past. */
  readonly expiry_recorded: boolean;
  readonly paused: boolean;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  readonly revoked_by: UserId | null;
  readonly revoke_reason: string | null;
  /** Whether it makes its user the owner. */
  readonly grants_ownership: boolean;
}

type StatusFields = Pick<
  InviteFields,
  'revoked_at' | 'max_uses' | 'use_count' | 'expires_at' | 'expiry_recorded' | 'paused'
>;

/**
 * The status at an instant. What is final comes first: revoked, then used up, then expired, which
 * it is from `expires_at` on, whether or not the sweeper has recorded it; and once that is recorded,
 * whatever a clock that is behind says.
 */
export function inviteStatus(invite: StatusFields, now: string): InviteStatus {
  if (invite.revoked_at !== null) return 'revoked';
  if (invite.max_uses > 0 && invite.use_count >= invite.max_uses) return 'exhausted';
  if (invite.expiry_recorded || (invite.expires_at !== null && now >= invite.expires_at)) {
    return 'expired';
  }
  return invite.paused ? 'paused' : 'active';
}

/** Whether an invite lets nobody in any more, unless it is edited. */
export function hasEnded(status: InviteStatus): boolean {
  return status !== 'active' && status !== 'paused';
}

/** Refuses an invite that nobody can join through at the moment. */
export function requireActive(invite: StatusFields, now: string): Refusal | undefined {
  switch (inviteStatus(invite, now)) {
    case 'active':
      return undefined;
    case 'paused':
      return refuse('INVITE_PAUSED', 'This invite is paused. Ask whoever sent it, or try later.');
    case 'expired':
      return expired(invite.expires_at ?? '');
    case 'exhausted':
      return exhausted(invite.max_uses);
    case 'revoked':
      return refuse('INVITE_REVOKED', `This invite was revoked on ${invite.revoked_at ?? ''}.`);
  }
}

function expired(expires_at: string): Refusal {
  return refuse('INVITE_EXPIRED', `This invite expired on ${expires_at}.`, { expires_at });
}

function exhausted(max_uses: number): Refusal {
  const detail = `This invite has been used up (${max_uses} uses).`;
  return refuse('INVITE_EXHAUSTED', detail, { max_uses });
}
