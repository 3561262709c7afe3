import type { UserId } from '../../platform/ids.js';
import { namesSomebody } from '../../identity/public-key.js';
import type { UserIds } from '../../identity/user-ids.js';
import { WrongUsage } from '../failures.js';

/** Before a database is opened for it. */
export function requireSomebody(who: string): void {
  if (!namesSomebody(who)) throw notSomebody(who);
}

function notSomebody(who: string): WrongUsage {
  return new WrongUsage(`${who} is neither a public key in base58 nor a user id.`);
}

export function personIn(userIds: UserIds, who: string): UserId {
  const userId = userIds.userIn(who);
  if (userId === undefined) throw notSomebody(who);
  return userId;
}
