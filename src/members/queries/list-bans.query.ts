import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOf } from '../../http/query.dto.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { BanView } from '../list-views.js';

export interface BansPage {
  readonly bans: readonly BanView[];
  readonly next_cursor: string | null;
}

/** Bans, the newest first. */
export class ListBans extends Query<BansPage> {
  constructor(
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListBans)
export class ListBansHandler implements IQueryHandler<ListBans> {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  async execute({ limit, cursor }: ListBans): Promise<BansPage> {
    const found = await this.readModels.all<BanView & { readonly position: number }>(
      `SELECT l.position, l.user_id, u.pubkey, l.banned_by, l.banned_at, l.reason
       FROM {bans} l LEFT JOIN {users} u ON u.user_id = l.user_id
       WHERE l.position < ? ORDER BY l.position DESC LIMIT ?`,
      Number(cursor ?? Number.MAX_SAFE_INTEGER),
      limit + 1,
    );
    const { rows, next_cursor } = pageOf(found, limit);
    return { bans: rows.map(({ position: _, ...row }) => row), next_cursor };
  }
}
