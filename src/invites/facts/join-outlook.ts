import type { Instant } from '../../platform/clock.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import type { StateLoader } from '../../event-store/stream.js';
import { membershipOf } from '../../members/facts/membership.js';
import { inviteStream } from '../invite.fold.js';
import { decideJoin } from '../join.decide.js';
import { joinFacts } from '../join-facts.js';

/** What would come of a join just now. */
export interface JoinOutlook {
  /** `nothing`: they are in, and would receive nothing. */
  readonly outcome: 'joins' | 'receives_role' | 'nothing' | 'refused';
  /** The code and the sentence that they would be refused with. */
  readonly code: string | null;
  readonly detail: string | null;
}

/** Decided by the very rule that decides on joins. */
export async function joinOutlook(
  loader: StateLoader,
  code: InviteCode,
  userId: UserId,
  now: Instant,
): Promise<JoinOutlook> {
  const { state: invite } = await loader.load(inviteStream(code));
  const joiner = await membershipOf(loader, userId);
  const decision = decideJoin(invite, joiner, await joinFacts(loader, invite, now));
  if (decision instanceof Refusal) {
    return { outcome: 'refused', code: decision.code, detail: decision.detail };
  }
  const outcome = joiner.isMember
    ? decision.user.length > 0
      ? 'receives_role'
      : 'nothing'
    : 'joins';
  return { outcome, code: null, detail: null };
}
