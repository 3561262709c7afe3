import type { UserId } from '../../common/ids.js';
import type { StateLoader } from '../../event-store/decider.js';
import { userStream } from '../identity.events.js';
import { userDecider } from '../user.decider.js';

/** Whether somebody's key may sign in without being registered first. */
export async function isRegistered(loader: StateLoader, userId: UserId): Promise<boolean> {
  return (await loader.load(userDecider, userStream(userId))).state.registered;
}
