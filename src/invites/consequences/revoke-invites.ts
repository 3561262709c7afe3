import type { InviteCode, RoleId, UserId } from '../../common/ids.js';
import { sql, type Statement } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/unit-of-work.js';
import { inviteDecider, revoked } from '../invite.decider.js';
import { inviteStream, type RevokeCause } from '../invite.events.js';

/** An invite that could still let somebody in; `?` is now. */
const WORKS = `standing IN ('open', 'paused') AND (expires_at IS NULL OR expires_at > ?)`;

/** Adds to a command that takes a member out: the invites that they made stop with them. */
export async function revokeInvitesBy(
  unit: UnitOfWork,
  creator: UserId,
  cause: 'creator_kicked' | 'creator_banned',
): Promise<void> {
  const theirs = `SELECT code FROM {invites} WHERE created_by = ? AND ${WORKS} ORDER BY created_position`;
  await revokeAll(unit, sql(theirs, creator, unit.meta.now), cause);
}

/** Adds to a command that deletes a role: what promised it must not become a plain invite. */
export async function revokeInvitesGranting(unit: UnitOfWork, roleId: RoleId): Promise<void> {
  const granting = `SELECT code FROM {invites} WHERE grant_role_id = ? AND ${WORKS} ORDER BY created_position`;
  await revokeAll(unit, sql(granting, roleId, unit.meta.now), 'role_deleted');
}

async function revokeAll(unit: UnitOfWork, which: Statement, cause: RevokeCause): Promise<void> {
  for (const { code } of await unit.all<{ code: InviteCode }>(which)) {
    const { state } = await unit.load(inviteDecider, inviteStream(code));
    unit.append(inviteStream(code), revoked(state, cause));
  }
}
