import type { InviteFields } from '../invite-status.js';

/** The columns of an invite, as `inviteOf` takes them. */
export const INVITE_COLUMNS = `i.code, i.created_position AS position, i.created_by, i.created_at,
  i.grant_role_id, i.channel_id, i.label, i.max_uses, i.use_count, i.expires_at,
  i.expiry_recorded, i.paused, i.last_used_at, i.revoked_at, i.revoked_by, i.revoke_reason,
  i.grants_ownership, i.version`;

export interface InviteRow extends Omit<
  InviteFields,
  'paused' | 'expiry_recorded' | 'grants_ownership'
> {
  readonly position: number;
  readonly paused: number;
  readonly expiry_recorded: number;
  readonly grants_ownership: number;
  readonly version: number;
}

export function inviteOf(row: InviteRow): InviteFields {
  return {
    ...row,
    paused: row.paused === 1,
    expiry_recorded: row.expiry_recorded === 1,
    grants_ownership: row.grants_ownership === 1,
  };
}
