import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../common/clock.js';
import { pageOf } from '../../common/query.dto.js';
import { CONFIG, type Config } from '../../config.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { SqlValue } from '../../event-store/statement.js';
import type { InviteStatus } from '../invite-status.js';
import { inviteView, type InviteView } from '../invite-view.js';
import { INVITE_COLUMNS, inviteOf, type InviteRow } from './invite-row.js';

export interface InvitePage {
  readonly invites: readonly InviteView[];
  readonly next_cursor: string | null;
}

/** Invites, the newest first. */
export class ListInvites extends Query<InvitePage> {
  constructor(
    readonly status: InviteStatus | 'all',
    /** A user id. */
    readonly createdBy: string | undefined,
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

/** `inviteStatus` in SQL: what stands in the column, and what the clock adds; `?` is now. */
const HAS_STATUS: Readonly<Record<InviteStatus, string>> = {
  active: `i.standing = 'open' AND (i.expires_at IS NULL OR i.expires_at > ?)`,
  paused: `i.standing = 'paused' AND (i.expires_at IS NULL OR i.expires_at > ?)`,
  expired: `i.standing IN ('open', 'paused') AND i.expires_at <= ?`,
  exhausted: `i.standing = 'exhausted'`,
  revoked: `i.standing = 'revoked'`,
};

@QueryHandler(ListInvites)
export class ListInvitesHandler implements IQueryHandler<ListInvites> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ status, createdBy, limit, cursor }: ListInvites): Promise<InvitePage> {
    const now = this.clock.now();
    // The owner link is the server's own: who could read it here could take the community.
    const conditions = ['i.grants_ownership = 0'];
    const values: SqlValue[] = [];
    if (status !== 'all') {
      conditions.push(HAS_STATUS[status]);
      if (HAS_STATUS[status].includes('?')) values.push(now);
    }
    if (createdBy !== undefined) {
      conditions.push('i.created_by = ?');
      values.push(createdBy);
    }
    if (cursor !== undefined) {
      conditions.push('i.created_position < ?');
      values.push(Number(cursor));
    }
    const found = await this.readModels.all<InviteRow>(
      `SELECT ${INVITE_COLUMNS} FROM {invites} i WHERE ${conditions.join(' AND ')}
       ORDER BY i.created_position DESC LIMIT ?`,
      ...values,
      limit + 1,
    );
    const { rows, next_cursor } = pageOf(found, limit);
    const { publicUrl } = this.config;
    return {
      invites: rows.map((row) => inviteView(inviteOf(row), row.version, now, publicUrl)),
      next_cursor,
    };
  }
}
