import type { RoleId, UserId } from '../../common/ids.js';
import { sql } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/unit-of-work.js';
import { userStream } from '../../identity/identity.events.js';
import { memberDecider } from '../member.decider.js';
import { roleRemoved } from '../member-roles.decider.js';

/** Adds to a command that deletes a role: everybody who holds it loses it. */
export async function takeRoleFromMembers(unit: UnitOfWork, roleId: RoleId): Promise<void> {
  const holders = await unit.all<{ user_id: UserId }>(
    sql('SELECT user_id FROM {member_roles} WHERE role_id = ? ORDER BY user_id', roleId),
  );
  for (const { user_id } of holders) {
    await unit.load(memberDecider, userStream(user_id));
    unit.append(userStream(user_id), [roleRemoved(user_id, roleId)]);
  }
}
