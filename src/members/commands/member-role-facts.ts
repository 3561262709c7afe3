import type { Caller } from '../../common/caller.js';
import type { RoleId, UserId } from '../../common/ids.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { authorityOf, roleById } from '../../roles/queries/authority-of.js';
import type { MemberRoleFacts } from '../member-roles.decide.js';
import { membershipOf } from '../queries/membership.js';

/** What decides on giving a member a role, or taking it. */
export async function memberRoleFacts(
  unit: UnitOfWork,
  caller: Caller,
  userId: UserId,
  roleId: RoleId,
): Promise<MemberRoleFacts> {
  return {
    actor: await authorityOf(unit, caller.userId),
    target: await authorityOf(unit, userId),
    membership: await membershipOf(unit, userId),
    role: await roleById(unit, roleId),
  };
}
