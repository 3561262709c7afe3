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

function holdersOf(roleId: RoleId, atMost: number): Statement {
  return sql(
    'SELECT user_id FROM {member_roles} WHERE role_id = ? ORDER BY user_id LIMIT ?',
    roleId,
    atMost,
  );
}

/**
 * Loads what {@link takeRoleFromMembers} will ask for, before the log is locked.
 *
 * @returns how many there are
 */
export async function loadHolders(
  loader: StateLoader,
  readModels: ReadModels,
  roleId: RoleId,
  atMost: number,
): Promise<number> {
  const { text, values } = holdersOf(roleId, atMost);
  const holders = await readModels.all<Holder>(text, ...values);
  const streams = holders.map(({ user_id }) => memberStream(user_id));
  await loadStreams(loader, streams);
  return holders.length;
}

/** After so many holders others have their turn. */
const TURN = 50;

/**
 * Adds to a command that deletes a role: so many of its holders lose it, also those of whom something cannot be read.
 *
 * @returns how many there were
 */
export async function takeRoleFromMembers(
  unit: UnitOfWork,
  roleId: RoleId,
  atMost: number,
): Promise<number> {
  const holders = await unit.all<Holder>(holdersOf(roleId, atMost));
  for (const [index, { user_id }] of holders.entries()) {
    await unit.appendUnseen(memberStream(user_id), [roleRemoved(user_id, roleId)]);
    if (index % TURN === TURN - 1) await new Promise(setImmediate);
  }
  return holders.length;
}
