import type { UserId } from '../../common/ids.js';
import type { StateLoader } from '../../event-store/decider.js';
import { userStream } from '../../identity/identity.events.js';
import { memberDecider } from '../member.decider.js';
import { memberView, type MemberView } from '../member-view.js';

/** A member by user id; `undefined` for somebody who is not in. */
export async function memberById(
  loader: StateLoader,
  userId: UserId,
): Promise<MemberView | undefined> {
  return memberView(userId, (await loader.load(memberDecider, userStream(userId))).state);
}
export type { MemberView } from '../member-view.js';
