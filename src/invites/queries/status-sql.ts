import type { InviteStatus } from '../invite-status.js';

/** `inviteStatus` in SQL, of the table `i`: what stands in the column, and what the clock adds; `?` is now. */
export const HAS_STATUS: Readonly<Record<InviteStatus, string>> = {
  active: `i.standing = 'open' AND (i.expires_at IS NULL OR i.expires_at > ?)`,
  paused: `i.standing = 'paused' AND (i.expires_at IS NULL OR i.expires_at > ?)`,
  expired: `(i.standing = 'expired' OR (i.standing IN ('open', 'paused') AND i.expires_at <= ?))`,
  exhausted: `i.standing = 'exhausted'`,
  revoked: `i.standing = 'revoked'`,
};

/** The owner link is the server's own while it works: who could read it here could take the community. */
export const IS_LISTED = `(i.grants_ownership = 0 OR i.standing <> 'open')`;
