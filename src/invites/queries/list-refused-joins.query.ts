import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Instant } from '../../platform/clock.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { SqlValue } from '../../event-store/statement.js';
import { RefusedJoins } from '../refused-joins.js';

/** Somebody who tried to join by an invite and was refused, for one reason. */
export interface RefusedJoin {
  readonly invite_code: InviteCode;
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  /** The code of the refusal, as in `docs/errors.md`. */
  readonly reason: string;
  readonly count: number;
  readonly first_at: string;
  readonly last_at: string;
}

/** Where a refused join stands among all: it names no code, which not everybody may see. */
export interface RefusalPlace {
  readonly lastAt: Instant;
  readonly userId: UserId;
  readonly reason: string;
  /** Of the event that created the invite. */
  readonly invitePosition: number;
}

export interface PlacedRefusal {
  readonly refusal: RefusedJoin;
  readonly place: RefusalPlace;
}

/** Whose attempts: by one invite, of one person, or both; and behind which of them to go on. */
export interface Attempted {
  readonly code?: InviteCode | undefined;
  readonly userId?: UserId | undefined;
  readonly after?: RefusalPlace | undefined;
}

/** Refused joins, the latest first. */
export class ListRefusedJoins extends Query<readonly PlacedRefusal[]> {
  constructor(
    readonly attempted: Attempted,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListRefusedJoins)
export class ListRefusedJoinsHandler implements IQueryHandler<ListRefusedJoins> {
  constructor(
    private readonly refused: RefusedJoins,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({
    attempted: { code, userId, after },
    limit,
  }: ListRefusedJoins): Promise<readonly PlacedRefusal[]> {
    // What was refused by this process is there at once, by others within a second.
    await this.refused.flush();
    const conditions: string[] = [];
    const values: SqlValue[] = [];
    if (code !== undefined) {
      conditions.push('r.code = ?');
      values.push(code);
    }
    if (userId !== undefined) {
      conditions.push('r.user_id = ?');
      values.push(userId);
    }
    if (after !== undefined) {
      const { lastAt, userId: person, reason, invitePosition } = after;
      // The first condition is the one that the index serves.
      conditions.push(`r.last_at <= ? AND (r.last_at < ? OR
        (r.user_id, r.reason, i.created_position) > (?, ?, CAST(? AS BIGINT)))`);
      values.push(lastAt, lastAt, person, reason, invitePosition);
    }
    const rows = await this.readModels.all<RefusedJoin & { readonly created_position: number }>(
      `SELECT r.code AS invite_code, r.user_id, u.pubkey, u.display_name, r.reason, r.count,
         r.first_at, r.last_at, i.created_position
       FROM refused_joins r JOIN {invites} i ON i.code = r.code
       LEFT JOIN {users} u ON u.user_id = r.user_id
       ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
       ORDER BY r.last_at DESC, r.user_id, r.reason, i.created_position LIMIT ?`,
      ...values,
      limit,
    );
    return rows.map(({ created_position, ...refusal }) => ({
      refusal,
      place: {
        lastAt: refusal.last_at,
        userId: refusal.user_id,
        reason: refusal.reason,
        invitePosition: created_position,
      },
    }));
  }
}
