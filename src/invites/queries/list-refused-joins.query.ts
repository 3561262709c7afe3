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

/** Whose attempts: by one invite, of one person, or both; and where to go on, behind so many of one time. */
export interface Attempted {
  readonly code?: InviteCode | undefined;
  readonly userId?: UserId | undefined;
  readonly from?: { readonly at: Instant; readonly skip: number } | undefined;
}

/** Refused joins, the latest first. */
export class ListRefusedJoins extends Query<readonly RefusedJoin[]> {
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
    attempted: { code, userId, from },
    limit,
  }: ListRefusedJoins): Promise<readonly RefusedJoin[]> {
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
    if (from !== undefined) {
      conditions.push('r.last_at <= ?');
      values.push(from.at);
    }
    return this.readModels.all<RefusedJoin>(
      `SELECT r.code AS invite_code, r.user_id, u.pubkey, u.display_name, r.reason, r.count,
         r.first_at, r.last_at
       FROM refused_joins r LEFT JOIN {users} u ON u.user_id = r.user_id
       ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
       ORDER BY r.last_at DESC, r.user_id, r.reason, r.code LIMIT ? OFFSET ?`,
      ...values,
      limit,
      from?.skip ?? 0,
    );
  }
}
