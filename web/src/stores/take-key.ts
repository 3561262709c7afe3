import { adoptIdentity } from '../identity/key-store.js';
import { storedKeyFrom } from '../identity/signing-key.js';
import { meQuery, queryClient } from './community.js';
import { renewSession, signInAfresh, useSession } from './session.js';

/**
 * Takes a key that was saved elsewhere, and signs in with it. Whose key was lost in the middle of something, and is this
 * one, goes on where they were.
 * @param mayDrop asks before what is shown goes
 * @returns whether it was taken
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function takeKey(
  seed: Uint8Array<ArrayBuffer>,
  mayDrop: () => Promise<boolean>,
): Promise<boolean> {
  const { pubkey } = await storedKeyFrom(seed);
  const mine = queryClient.getQueryData(meQuery.queryKey)?.pubkey;
  const isBack = useSession.getState().status === 'key_lost' && pubkey === mine;
  if (!isBack && !(await mayDrop())) return false;
  await adoptIdentity(seed);
  if (isBack) {
    await renewSession();
    await queryClient.invalidateQueries();
  } else {
    queryClient.clear();
    await signInAfresh();
  }
  return true;
}
