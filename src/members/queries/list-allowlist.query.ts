import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOf } from '../../http/query.dto.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { ListingView } from '../list-views.js';

export interface AllowlistPage {
  readonly entries: readonly ListingView[];
  readonly next_cursor: string | null;
}

/** The allowlist, the newest entry first. */
export class ListAllowlist extends Query<AllowlistPage> {
  constructor(
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListAllowlist)
export class ListAllowlistHandler implements IQueryHandler<ListAllowlist> {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  async execute({ limit, cursor }: ListAllowlist): Promise<AllowlistPage> {
    const found = await this.readModels.all<ListingView & { readonly position: number }>(
      `SELECT l.position, l.user_id, u.pubkey, l.added_by, l.added_at
       FROM {allowlist} l LEFT JOIN {users} u ON u.user_id = l.user_id
       WHERE l.position < ? ORDER BY l.position DESC LIMIT ?`,
      Number(cursor ?? Number.MAX_SAFE_INTEGER),
      limit + 1,
    );
    const { rows, next_cursor } = pageOf(found, limit);
    return { entries: rows.map(({ position: _, ...row }) => row), next_cursor };
  }
}
