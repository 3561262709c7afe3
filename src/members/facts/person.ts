import type { UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { memberStream } from '../member.fold.js';

/** Somebody by name, in or not. */
export interface Person {
  readonly user_id: UserId;
  readonly pubkey: string | null;
  readonly display_name: string | null;
}

export async function personById(loader: StateLoader, userId: UserId): Promise<Person> {
  const { state } = await loader.load(memberStream(userId));
  return { user_id: userId, pubkey: state.pubkey, display_name: state.display_name };
}
