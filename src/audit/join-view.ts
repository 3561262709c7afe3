import type { InviteCode, UserId } from '../platform/ids.js';

/** One stay of somebody in the community: how they came in, and how it ended. */
export interface JoinView {
  /** Of the event by which they joined: names the stay. */
  readonly position: number;
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. This and the name are today's, whenever the stay was: by them one finds people. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly joined_at: string;
  /** `null` when the join was direct. */
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
  /** How many came in through them between this stay and their next, up to the moment that is looked at. */
  readonly invited: number;
  /** `null` while they are in. */
  readonly left_at: string | null;
  readonly left_as: 'left' | 'kicked' | 'banned' | null;
}

/** Beyond every position. */
export const NEVER = Number.MAX_SAFE_INTEGER;

export interface JoinRow extends JoinView {
  readonly left_position: number | null;
}

/**
 * What a {@link JoinRow} takes, from `{joins} j`. It has one value, and that comes before those of what stands behind
 * it: the position up to which invited people count.
 */
export const JOIN_COLUMNS = `j.position, j.user_id, u.pubkey, u.display_name, j.at AS joined_at,
  j.invite_code, j.invited_by, j.left_at, j.left_as, j.left_position,
  (SELECT COUNT(*) FROM {joins} c WHERE c.invited_by = j.user_id AND c.position > j.position
     AND c.position <= CAST(? AS BIGINT) AND c.position < COALESCE(
       (SELECT MIN(n.position) FROM {joins} n
        WHERE n.user_id = j.user_id AND n.position > j.position),
       ${NEVER})) AS invited`;
/** Where it takes them from. */
export const JOINS_WITH_PEOPLE = '{joins} j LEFT JOIN {users} u ON u.user_id = j.user_id';

/** A stay as it was at a position: whoever left later was still in. */
export function joinView({ left_position, ...join }: JoinRow, position: number): JoinView {
  if (left_position !== null && left_position <= position) return join;
  return { ...join, left_at: null, left_as: null };
}
