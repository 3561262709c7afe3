import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { pageOf } from '../../http/query.dto.js';
import { CONFIG, type Config } from '../../config.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { States } from '../../event-store/states.js';
import { inviteView, type InviteView } from '../invite-view.js';
import { INVITE_COLUMNS, inviteOf, type InviteRow } from './invite-row.js';
import { IS_LISTED } from './status-sql.js';

export interface Redemption {
  readonly user_id: UserId;
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly redeemed_at: string;
}

/** The whole invite and a page of its redemptions, the newest first. */
export interface InviteDetails extends InviteView {
  readonly redemptions: readonly Redemption[];
  readonly next_cursor: string | null;
}

export class GetInviteDetails extends Query<InviteDetails | undefined> {
  constructor(
    readonly code: InviteCode,
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetInviteDetails)
export class GetInviteDetailsHandler implements IQueryHandler<GetInviteDetails> {
  constructor(
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ code, limit, cursor }: GetInviteDetails): Promise<InviteDetails | undefined> {
    const row = await this.readModels.get<InviteRow>(
      `SELECT ${INVITE_COLUMNS} FROM {invites} i WHERE i.code = ? AND ${IS_LISTED}`,
      code,
    );
    if (!row) return undefined;
    const found = await this.readModels.all<Redemption & { readonly position: number }>(
      `SELECT r.position, r.user_id, u.pubkey, u.display_name, r.at AS redeemed_at
       FROM {invite_redemptions} r LEFT JOIN {users} u ON u.user_id = r.user_id
       WHERE r.code = ? AND r.position < ? ORDER BY r.position DESC LIMIT ?`,
      code,
      Number(cursor ?? Number.MAX_SAFE_INTEGER),
      limit + 1,
    );
    const { rows, next_cursor } = pageOf(found, limit);
    const { publicUrl } = this.config;
    const now = this.clock.now();
    return {
      ...(await inviteView(this.states, inviteOf(row), row.version, now, publicUrl)),
      redemptions: rows.map(({ position: _, ...redemption }) => redemption),
      next_cursor,
    };
  }
}
