import type { InviteCode, UserId } from '../../platform/ids.js';
import type { ReadModels } from '../../event-store/event-store.js';

/** Who made an invite, and when in the log. */
export interface InviteOrigin {
  /** `null` for the owner link. */
  readonly createdBy: UserId | null;
  readonly position: number;
}

export function inviteOrigin(
  readModels: ReadModels,
  code: InviteCode,
): Promise<InviteOrigin | undefined> {
  return readModels.get<InviteOrigin>(
    `SELECT created_by AS "createdBy", created_position AS position FROM {invites} WHERE code = ?`,
    code,
  );
}
