import type { Caller } from '../../http/caller.js';
import type { RoleId, UserId } from '../../platform/ids.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { authorityOf, roleById } from '../../roles/facts/authority-of.js';
import type { MemberRoleFacts } from '../member-roles.decide.js';
import { membershipOf } from '../facts/membership.js';

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
