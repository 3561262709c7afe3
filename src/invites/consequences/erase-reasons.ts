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

function revokedWithReason(creator: UserId, atMost: number): Statement {
  return sql(
    `SELECT code FROM {invites} WHERE created_by = ? AND revoke_reason IS NOT NULL
       AND revoke_reason NOT IN (${A_CAUSE}) ORDER BY created_position LIMIT ?`,
    creator,
    ...CAUSES,
    atMost,
  );
}

/**
 * Loads what {@link eraseReasonsOfInvitesBy} will ask for, before the log is locked.
 *
 * @returns how many there are
 */
export function loadRevokedInvitesBy(
  loader: StateLoader,
  readModels: ReadModels,
  creator: UserId,
  atMost: number,
): Promise<number> {
  return loadFound(loader, readModels, revokedWithReason(creator, atMost));
}

/** After so many invites others have their turn. */
const TURN = 50;

/**
 * Adds to a command that erases somebody: why so many invites of theirs were revoked, where somebody said it; also
 * of invites of which something cannot be read.
 */
export async function eraseReasonsOfInvitesBy(
  unit: UnitOfWork,
  creator: UserId,
  { atMost, causedBy }: { readonly atMost: number; readonly causedBy?: string | undefined },
): Promise<void> {
  const found = await unit.all<{ code: InviteCode }>(revokedWithReason(creator, atMost));
  for (const [index, { code }] of found.entries()) {
    const erased = { type: 'InviteReasonErased', data: { code } } as const;
    await unit.appendUnseen(inviteStream(code), [erased], causedBy);
    if (index % TURN === TURN - 1) await new Promise(setImmediate);
  }
}
