import type { Instant } from '../platform/clock.js';
import type { StateLoader } from '../event-store/stream.js';
import { roleById } from '../roles/facts/authority-of.js';
import { serverState } from '../server/facts/server-state.js';
import type { InviteFields } from './invite-status.js';
import type { JoinFacts } from './join.decide.js';
import { inviterOf } from './inviter-of.js';

/** What decides on a join besides the invite and the joiner. */
export async function joinFacts(
  loader: StateLoader,
  invite: Pick<InviteFields, 'created_by' | 'grants_ownership' | 'grant_role_id'>,
  now: Instant,
): Promise<JoinFacts> {
  const { grant_role_id } = invite;
  const { membership_mode: mode, owner } = await serverState(loader);
  return {
    now,
    mode,
    owner,
    inviter: await inviterOf(loader, invite),
    role: grant_role_id === null ? undefined : await roleById(loader, grant_role_id),
  };
}
