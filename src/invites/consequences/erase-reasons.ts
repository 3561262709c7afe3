import type { InviteCode, UserId } from '../../platform/ids.js';
import type { ReadModels } from '../../event-store/event-store.js';
import { sql, type Statement } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import type { StateLoader } from '../../event-store/stream.js';
import { REVOKE_CAUSES } from '../invite.events.js';
import { causeText, inviteStream } from '../invite.fold.js';
import { loadFound } from './revoke-invites.js';

const CAUSES = REVOKE_CAUSES.flatMap((cause) => causeText(cause) ?? []);
const A_CAUSE = CAUSES.map(() => '?').join(', ');

function revokedWithReason(creator: UserId): Statement {
  return sql(
    `SELECT code FROM {invites} WHERE created_by = ? AND revoke_reason IS NOT NULL
       AND revoke_reason NOT IN (${A_CAUSE}) ORDER BY created_position`,
    creator,
    ...CAUSES,
  );
}

/** Loads what {@link eraseReasonsOfInvitesBy} will ask for, before the log is locked. */
export function loadRevokedInvitesBy(
  loader: StateLoader,
  readModels: ReadModels,
  creator: UserId,
): Promise<unknown> {
  return loadFound(loader, readModels, revokedWithReason(creator));
}

/** Adds to a command that erases somebody: why invites of theirs were revoked, where somebody said it. */
export async function eraseReasonsOfInvitesBy(
  unit: UnitOfWork,
  creator: UserId,
  causedBy: string | undefined,
): Promise<void> {
  const found = await unit.all<{ code: InviteCode }>(revokedWithReason(creator));
  for (const { code } of found) {
    const erased = { type: 'InviteReasonErased', data: { code } } as const;
    await unit.appendUnseen(inviteStream(code), [erased], causedBy);
  }
}
