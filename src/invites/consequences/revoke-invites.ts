import type { InviteCode, RoleId, UserId } from '../../common/ids.js';
import { sql, type Statement } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/unit-of-work.js';
import { inviteDecider, revoked } from '../invite.decider.js';
import { inviteStream, type RevokeCause } from '../invite.events.js';

/**
 * Adds to a command that takes a member out: the invites that they made stop with them. Used up and
 * expired ones too: an edit could bring them back to life.
 */
export async function revokeInvitesBy(
  unit: UnitOfWork,
  creator: UserId,
  cause: 'creator_kicked' | 'creator_banned',
): Promise<void> {
  const theirs = sql(
    `SELECT code FROM {invites} WHERE created_by = ? AND revoked_at IS NULL
     ORDER BY created_position`,
    creator,
  );
  await revokeAll(unit, theirs, cause);
}

/** Adds to a command that deletes a role: what promised it must not become a plain invite. */
export async function revokeInvitesGranting(unit: UnitOfWork, roleId: RoleId): Promise<void> {
  const granting = sql(
    `SELECT code FROM {invites} WHERE grant_role_id = ? AND revoked_at IS NULL
     ORDER BY created_position`,
    roleId,
  );
  await revokeAll(unit, granting, 'role_deleted');
}

async function revokeAll(unit: UnitOfWork, which: Statement, cause: RevokeCause): Promise<void> {
  for (const { code } of await unit.all<{ code: InviteCode }>(which)) {
    const { state } = await unit.load(inviteDecider, inviteStream(code));
    unit.append(inviteStream(code), revoked(state, cause));
  }
}
