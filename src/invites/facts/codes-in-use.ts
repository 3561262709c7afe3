import type { InviteCode } from '../../platform/ids.js';
import type { Instant } from '../../platform/clock.js';
import type { ReadModels } from '../../event-store/event-store.js';

/** A code that somebody could still join by, today or after a resumption. */
export interface CodeInUse {
  /** The position of the event that created the invite. */
  readonly createdPosition: number;
  /** Whether it makes its user the owner: nobody but them is to see it. */
  readonly grantsOwnership: boolean;
}

/** What is known of a code if its invite is active, or paused; else `undefined`. */
export async function codeInUse(
  readModels: ReadModels,
  code: string,
  now: Instant,
): Promise<CodeInUse | undefined> {
  const row = await readModels.get<{ created_position: number; grants_ownership: number }>(
    `SELECT created_position, grants_ownership FROM {invites}
     WHERE code = ? AND standing IN ('open', 'paused') AND (expires_at IS NULL OR expires_at > ?)`,
    code,
    now,
  );
  return (
    row && { createdPosition: row.created_position, grantsOwnership: row.grants_ownership === 1 }
  );
}

/** The code of the invite that the event at a position created. */
export async function codeCreatedAt(
  readModels: ReadModels,
  position: number,
): Promise<InviteCode | undefined> {
  const row = await readModels.get<{ code: InviteCode }>(
    'SELECT code FROM {invites} WHERE created_position = ?',
    position,
  );
  return row?.code;
}
