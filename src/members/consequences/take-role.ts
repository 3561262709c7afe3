import type { RoleId, UserId } from '../../platform/ids.js';
import type { ReadModels } from '../../event-store/event-store.js';
import { loadStreams } from '../../event-store/load-streams.js';
import { sql, type Statement } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import type { StateLoader } from '../../event-store/stream.js';
import { roleRemoved } from '../member-roles.decide.js';
import { memberStream } from '../member.fold.js';

interface Holder {
  readonly user_id: UserId;
}

function holdersOf(roleId: RoleId): Statement {
  return sql('SELECT user_id FROM {member_roles} WHERE role_id = ? ORDER BY user_id', roleId);
}

/** Loads what {@link takeRoleFromMembers} will ask for, before the log is locked. */
export async function loadHolders(
  loader: StateLoader,
  readModels: ReadModels,
  roleId: RoleId,
): Promise<void> {
  const { text, values } = holdersOf(roleId);
  const holders = await readModels.all<Holder>(text, ...values);
  const streams = holders.map(({ user_id }) => memberStream(user_id));
  await loadStreams(loader, streams);
}

/** Adds to a command that deletes a role: everybody who holds it loses it. */
export async function takeRoleFromMembers(unit: UnitOfWork, roleId: RoleId): Promise<void> {
  for (const { user_id } of await unit.all<Holder>(holdersOf(roleId))) {
    await unit.appendUnseen(memberStream(user_id), [roleRemoved(user_id, roleId)]);
  }
}
