import type { UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { memberView, type MemberView } from '../member-view.js';
import { memberStream } from '../member.fold.js';

/** A member by user id; `undefined` for somebody who is not in. */
export async function memberById(
  loader: StateLoader,
  userId: UserId,
): Promise<MemberView | undefined> {
  return memberView(userId, (await loader.load(memberStream(userId))).state);
}
export type { MemberView } from '../member-view.js';
