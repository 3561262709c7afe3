import type { UserId } from '../../platform/ids.js';
import type { Config } from '../../config.js';
import type { UserIds } from '../../identity/user-ids.js';
import { ADMIN } from '../../roles/role.events.js';
import { Failure, WrongUsage } from '../failures.js';
import type { Translation } from './import-community.js';

/**
 * Who is to be the owner of a community that has none: who is named, or else the only one who is `admin` at
 * decentcom, above whom nobody stands there. `undefined` leaves it as it is.
 *
 * @throws Failure when there is another owner, or when whoever signs in first would become it
 */
export function chooseOwner(
  named: string | undefined,
  { people }: Translation,
  owner: UserId | null,
  userIds: UserIds,
  { ownerPubkey, bootstrap }: Pick<Config, 'ownerPubkey' | 'bootstrap'>,
): UserId | undefined {
  if (named !== undefined) {
    const key = userIds.keyIn(named);
    if (!key) throw new WrongUsage(`--owner is ${named}, which is no public key in base58.`);
    if (owner === null || owner === key.userId) return key.userId;
    throw new Failure('The community has another owner already; leave --owner out.');
  }
  if (owner !== null || ownerPubkey !== undefined) return undefined;
  const admins = people.filter(
    ({ membership, ban }) => membership?.role_ids.includes(ADMIN) === true && !ban,
  );
  const [only] = admins;
  if (only && admins.length === 1) return only.key.userId;
  if (bootstrap === 'first-user') {
    throw new Failure(
      `${admins.length} members are admin, and GATEHOUSE_BOOTSTRAP=first-user would make whoever signs in ` +
        'first the owner: name the owner with --owner <public key>.',
    );
  }
  return undefined;
}
