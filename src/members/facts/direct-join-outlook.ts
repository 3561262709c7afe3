import type { UserId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import type { StateLoader } from '../../event-store/stream.js';
import { serverState } from '../../server/facts/server-state.js';
import { decideDirectJoin } from '../member.decide.js';
import { memberStream } from '../member.fold.js';

/** What would come of a join without an invite just now: a refusal, or whether they would come in. */
export async function directJoinOutlook(
  loader: StateLoader,
  userId: UserId,
): Promise<Refusal | 'joins' | 'nothing'> {
  const { state } = await loader.load(memberStream(userId));
  const { membership_mode } = await serverState(loader);
  const decision = decideDirectJoin(userId, state, membership_mode);
  if (decision instanceof Refusal) return decision;
  return decision.length > 0 ? 'joins' : 'nothing';
}
