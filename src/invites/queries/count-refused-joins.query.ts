import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { InviteCode } from '../../platform/ids.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { KEPT_OF_INVITE, RefusedJoins } from '../refused-joins.js';

/** How often joins by an invite were refused for one reason. */
export interface RefusalCount {
  readonly reason: string;
  readonly count: number;
}

/** Refused joins by an invite, the most frequent reason first. */
export class CountRefusedJoins extends Query<readonly RefusalCount[]> {
  constructor(readonly code: InviteCode) {
    super();
  }
}

@QueryHandler(CountRefusedJoins)
export class CountRefusedJoinsHandler implements IQueryHandler<CountRefusedJoins> {
  constructor(
    private readonly refused: RefusedJoins,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ code }: CountRefusedJoins): Promise<readonly RefusalCount[]> {
    // What was refused by this process is there at once, by others within a second.
    await this.refused.flush();
    return this.readModels.all<RefusalCount>(
      `SELECT l.reason, CAST(SUM(l.count) AS BIGINT) AS count
       FROM (SELECT reason, count FROM refused_joins WHERE code = ?
         ORDER BY last_at DESC LIMIT ?) l
       GROUP BY l.reason ORDER BY 2 DESC, l.reason`,
      code,
      KEPT_OF_INVITE,
    );
  }
}
