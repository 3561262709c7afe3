import { Inject } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { inviteStream } from '../../invites/invite.fold.js';
import {
  CountRefusedJoins,
  type RefusalCount,
} from '../../invites/queries/count-refused-joins.query.js';
import { endedWithin, type EndedStay } from '../ended-stay.js';
import { Maskings } from '../masking.js';
import { Stories } from '../stories.js';

export interface InviteFunnel {
  /** Masked if the viewer may not see it. */
  readonly code: string;
  readonly attempts: number;
  readonly refused: number;
  readonly refusals: readonly RefusalCount[];
  readonly joined: number;
  readonly joined_7_days_ago: number;
  readonly stayed_7_days: number;
  readonly still_in: number;
  readonly is_cut: boolean;
}

/** How many tried to join by an invite, came in, and stayed. */
export class GetInviteFunnel extends Query<InviteFunnel> {
  constructor(
    readonly viewer: UserId,
    /** A code, or what stands for a masked one. */
    readonly code: string,
  ) {
    super();
  }
}

const WEEK_MS = 7 * 24 * 3_600_000;
/** So many joins are counted at most, the latest. */
const MOST = 50_000;

const LATEST = `(SELECT j.at, j.left_at FROM {joins} j
  WHERE j.invite_code = ? ORDER BY j.position DESC LIMIT ?)`;

@QueryHandler(GetInviteFunnel)
export class GetInviteFunnelHandler implements IQueryHandler<GetInviteFunnel> {
  constructor(
    private readonly queries: QueryBus,
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ viewer, code: text }: GetInviteFunnel): Promise<InviteFunnel> {
    const masking = await this.maskings.for(viewer);
    const code = await masking.meant(text);
    if (code === undefined || !(await this.stories.exists(inviteStream(code).name))) {
      throw refuse('INVITE_NOT_FOUND', 'There is no such invite.');
    }
    const refusals = await this.queries.execute(new CountRefusedJoins(code));
    const refused = refusals.reduce((sum, { count }) => sum + count, 0);
    const joins = await this.joins(code);
    return {
      code: await masking.shown(code),
      attempts: refused + joins.joined,
      refused,
      refusals,
      ...joins,
    };
  }

  private async joins(code: InviteCode) {
    const weekAgo = new Date(Date.parse(this.clock.now()) - WEEK_MS).toISOString();
    const counted = await this.readModels.get<Record<'joined' | 'old' | 'still_in', number>>(
      `SELECT COUNT(*) AS joined, COUNT(CASE WHEN l.at <= ? THEN 1 END) AS old,
         COUNT(CASE WHEN l.left_at IS NULL THEN 1 END) AS still_in
       FROM ${LATEST} l`,
      weekAgo,
      code,
      MOST + 1,
    );
    const { joined = 0, old = 0, still_in: stillIn = 0 } = counted ?? {};
    const ended = await this.readModels.all<EndedStay>(
      `SELECT l.at, l.left_at FROM ${LATEST} l WHERE l.left_at IS NOT NULL AND l.at <= ?`,
      code,
      MOST,
      weekAgo,
    );
    // Times are texts, to which no week can be added in the SQL of both engines.
    const early = ended.filter((stay) => endedWithin(stay, WEEK_MS));
    return {
      // With the one that only says that there are more it would be one too many of each.
      joined: Math.min(joined, MOST),
      joined_7_days_ago: Math.min(old, MOST),
      stayed_7_days: Math.min(old, MOST) - early.length,
      still_in: Math.min(stillIn, MOST),
      is_cut: joined > MOST,
    };
  }
}
