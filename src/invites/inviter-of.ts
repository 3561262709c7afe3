import { SYSTEM } from '../platform/ids.js';
import type { StateLoader } from '../event-store/stream.js';
import type { Authority } from '../roles/authority.js';
import { authorityOf } from '../roles/facts/authority-of.js';
import type { InviteFields } from './invite-status.js';

/**
 * On whose rights an invite hangs, and what these are now: its creator's, or the operator's when no member
 * made it; nobody's for the owner link.
 */
export async function inviterOf(
  loader: StateLoader,
  { created_by, grants_ownership }: Pick<InviteFields, 'created_by' | 'grants_ownership'>,
): Promise<Authority | undefined> {
  return grants_ownership ? undefined : authorityOf(loader, created_by ?? SYSTEM);
}
