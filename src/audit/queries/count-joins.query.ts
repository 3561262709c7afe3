import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { Maskings } from '../masking.js';

export type CountedBy = 'day' | 'invite' | 'inviter';

export interface JoinCount {
  /** In UTC. */
  readonly day: string | null;
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
  /** Of the inviter. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly count: number;
}

export interface JoinCounts {
  readonly by: CountedBy;
  readonly from: string;
  readonly to: string;
  readonly total: number;
  readonly is_cut: boolean;
  readonly counts: readonly JoinCount[];
}

export interface JoinsAsked {
  readonly by: CountedBy;
  /** Both ends count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
}

/** How many joined, by day, by invite or by inviter. */
export class CountJoins extends Query<JoinCounts> {
  constructor(
    readonly viewer: UserId,
    readonly asked: JoinsAsked,
  ) {
    super();
  }
}

const SPAN_MS = 30 * 24 * 3_600_000;
/** So many joins are counted at most, the latest of a span. */
const MOST = 50_000;

/** The latest joins of a span, from the index by time alone. */
const LATEST = `(SELECT j.at, j.invite_code, j.invited_by FROM {joins} j
  WHERE j.at >= ? AND j.at <= ? ORDER BY j.at DESC LIMIT ?)`;

/** The first moment that RFC 3339 can write. */
const BEGINNING = Date.parse('0000-01-01T00:00:00.000Z');

/** What is read of each group; joins without an invite come first of those alike: the engines order NULL otherwise. The first ten characters of a time are its day in UTC. */
const COUNTED: Readonly<Record<CountedBy, string>> = {
  day: `SELECT SUBSTR(l.at, 1, 10) AS day, NULL AS invite_code, NULL AS invited_by, NULL AS pubkey,
      NULL AS display_name, COUNT(*) AS count
    FROM ${LATEST} l GROUP BY SUBSTR(l.at, 1, 10) ORDER BY day DESC LIMIT ?`,
  invite: `SELECT NULL AS day, l.invite_code, NULL AS invited_by, NULL AS pubkey,
      NULL AS display_name, COUNT(*) AS count
    FROM ${LATEST} l GROUP BY l.invite_code
    ORDER BY count DESC, COALESCE(l.invite_code, '') LIMIT ?`,
  inviter: `SELECT NULL AS day, NULL AS invite_code, c.invited_by, u.pubkey, u.display_name, c.count
    FROM (SELECT l.invited_by, COUNT(*) AS count FROM ${LATEST} l
      GROUP BY l.invited_by ORDER BY count DESC, COALESCE(l.invited_by, '') LIMIT ?) c
    LEFT JOIN {users} u ON u.user_id = c.invited_by ORDER BY c.count DESC, COALESCE(c.invited_by, '')`,
};

@QueryHandler(CountJoins)
export class CountJoinsHandler implements IQueryHandler<CountJoins> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly maskings: Maskings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ viewer, asked: { by, limit, ...span } }: CountJoins): Promise<JoinCounts> {
    const to = span.to ?? this.clock.now();
    const from = span.from ?? new Date(Math.max(BEGINNING, Date.parse(to) - SPAN_MS)).toISOString();
    const found = await this.readModels.get<{ total: number }>(
      `SELECT COUNT(*) AS total FROM ${LATEST} l`,
      from,
      to,
      MOST + 1,
    );
    const total = found?.total ?? 0;
    const counts = await this.readModels.all<JoinCount>(COUNTED[by], from, to, MOST, limit);
    const masking = await this.maskings.for(viewer);
    return {
      by,
      from,
      to,
      total: Math.min(total, MOST),
      is_cut: total > MOST,
      counts: await Promise.all(counts.map((count) => masking.shownFields(count))),
    };
  }
}
