import { SYSTEM, type UserId } from '../platform/ids.js';
import type { Stage } from '../event-store/commands/stage.js';
import { sql } from '../event-store/statement.js';
import type { InviteQuota } from './invite.decide.js';

/** How many more invites somebody may have; `undefined` for the operator, who has no limit. */
export async function inviteQuota(
  stage: Stage,
  creator: UserId | null,
  limit: number,
): Promise<InviteQuota | undefined> {
  if (creator === null || creator === SYSTEM) return undefined;
  // More than the limit need not be counted.
  const row = await stage.get<{ active: number }>(
    sql(
      `SELECT COUNT(*) AS active FROM (
         SELECT 1 AS one FROM {invites} WHERE created_by = ? AND standing IN ('open', 'paused')
           AND (expires_at IS NULL OR expires_at > ?) LIMIT ?) AS unended`,
      creator,
      stage.meta.now,
      limit,
    ),
  );
  return { active: row?.active ?? 0, limit };
}
