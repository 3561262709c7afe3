import type { InviteCode } from '../../platform/ids.js';
import type { Stage } from '../../event-store/commands/stage.js';
import { sql } from '../../event-store/statement.js';
import { revoked } from '../invite.decide.js';
import { inviteStream } from '../invite.fold.js';

/** The code of the owner link that still works, if there is one. */
export async function openOwnerLink(unit: Stage): Promise<InviteCode | undefined> {
  const row = await unit.get<{ code: InviteCode }>(
    sql(`SELECT code FROM {invites} WHERE grants_ownership = 1 AND standing = 'open'`),
  );
  return row?.code;
}

interface Why {
  readonly cause: 'owner_appointed' | 'revoked';
  readonly reason?: string;
  /** The id of the event that it follows from. */
  readonly causedBy?: string | undefined;
}

/** Adds to a command that appoints the owner otherwise, or is about to: the link must not appoint a second one. */
export async function revokeOwnerLink(
  unit: Stage,
  { cause, reason, causedBy }: Why,
): Promise<void> {
  const code = await openOwnerLink(unit);
  if (code === undefined) return;
  const { state } = await unit.load(inviteStream(code));
  unit.append(inviteStream(code), revoked(state, cause, reason), causedBy);
}
