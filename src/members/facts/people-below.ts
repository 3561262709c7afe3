import type { UserId } from '../../platform/ids.js';
import { sql, type Statement } from '../../event-store/statement.js';

/** Somebody in the tree of who brought whom, by their last stay. */
export interface PersonBelow {
  readonly user_id: UserId;
  /** 0 for the person that was asked for. */
  readonly depth: number;
  /** Of the event by which they last joined. */
  readonly position: number;
}

/**
 * What finds a person and everybody below them: those who came in the last time through them, or through
 * somebody below them, in or not by now. `limit` bounds how many are found, in no order.
 */
export function peopleBelow(userId: UserId, limit: number): Statement {
  return sql(
    `WITH RECURSIVE below (position, user_id, depth) AS (
       SELECT position, user_id, CAST(0 AS BIGINT) FROM {joins} WHERE user_id = ?
       UNION ALL
       SELECT j.position, j.user_id, b.depth + 1 FROM below b
       JOIN {joins} j ON j.invited_by = b.user_id AND j.position > b.position
         AND j.position < COALESCE(
           (SELECT MIN(n.position) FROM {joins} n
            WHERE n.user_id = b.user_id AND n.position > b.position),
           CAST(? AS BIGINT))
     )
     SELECT b.user_id, b.depth, b.position FROM below b
     WHERE b.position = (SELECT MAX(l.position) FROM {joins} l WHERE l.user_id = b.user_id)
     LIMIT ?`,
    userId,
    Number.MAX_SAFE_INTEGER,
    limit,
  );
}
