import type { UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import type { StateLoader } from '../../event-store/decider.js';
import { userStream } from '../../identity/identity.events.js';
import { serverState } from '../../server/queries/server-state.js';
import { decideDirectJoin, memberDecider } from '../member.decider.js';

/** What would come of a join without an invite just now: a refusal, or whether they would come in. */
export async function directJoinOutlook(
  loader: StateLoader,
  userId: UserId,
): Promise<Refusal | 'joins' | 'nothing'> {
  const { state } = await loader.load(memberDecider, userStream(userId));
  const { membership_mode } = await serverState(loader);
  const decision = decideDirectJoin(userId, state, membership_mode);
  if (decision instanceof Refusal) return decision;
  return decision.length > 0 ? 'joins' : 'nothing';
}
