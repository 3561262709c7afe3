import type { UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { userStream } from '../user.fold.js';

/** Whether somebody's key may sign in without being registered first. */
export async function isRegistered(loader: StateLoader, userId: UserId): Promise<boolean> {
  return (await loader.load(userStream(userId))).state.registered;
}
