import type { InviteCode, UserId } from '../../platform/ids.js';
import { sql, type Statement } from '../../event-store/statement.js';

/** Where a branch of the tree of who brought whom begins: with somebody, or with those who came in by an invite. */
export type BranchTop = { readonly inviter: UserId } | { readonly invite: InviteCode };

/** Somebody in the tree of who brought whom, by their last stay. */
export interface PersonBelow {
  readonly user_id: UserId;
  /** 0 for the person at the top; 1 for those who came in by the invite at the top. */
  readonly depth: number;
  /** Of the event by which they last joined. */
  readonly position: number;
}

/**
 * What finds everybody in a branch: the person at the top, and those who came in the last time through them, by the
 * invite, or through somebody below, in or not by now. `limit` bounds how many are found, in no order.
 */
export function peopleBelow(top: BranchTop, limit: number): Statement {
  const [column, value, depth] =
    'inviter' in top ? ['user_id', top.inviter, 0] : ['invite_code', top.invite, 1];
  return sql(
    `WITH RECURSIVE below (position, user_id, depth) AS (
       SELECT position, user_id, CAST(${depth} AS BIGINT) FROM {joins} WHERE ${column} = ?
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
    value,
    Number.MAX_SAFE_INTEGER,
    limit,
  );
}
