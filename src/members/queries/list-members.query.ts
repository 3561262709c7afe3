import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { InviteCode, RoleId, UserId } from '../../platform/ids.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { memberCursorAt, memberPlaceIn } from '../member-order.js';
import type { MemberFilter } from '../member-conditions.js';
import { membersFound, orderOf } from '../member-search.js';
import type { MemberView } from '../member-view.js';

export interface MemberPage {
  readonly members: readonly MemberView[];
  readonly next_cursor: string | null;
}

/** A page of members: all of them in the order in which they joined, or those who meet a filter. */
export class ListMembers extends Query<MemberPage> {
  constructor(
    readonly limit: number,
    /** Of the page before, with the same filter. */
    readonly cursor: string | undefined,
    readonly filter: MemberFilter = {},
  ) {
    super();
  }
}

interface MemberRow {
  readonly user_id: UserId;
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly joined_at: string;
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
  /** With commas between them. */
  readonly roles: string | null;
  readonly key: string | null;
  readonly tie: string | number;
}

@QueryHandler(ListMembers)
export class ListMembersHandler implements IQueryHandler<ListMembers> {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  async execute({ limit, cursor, filter }: ListMembers): Promise<MemberPage> {
    const order = orderOf(filter);
    const after = cursor === undefined ? undefined : memberPlaceIn(order, cursor);
    const { text, values } = membersFound(filter, limit + 1, after);
    const found = await this.readModels.all<MemberRow>(text, ...values);
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    return {
      members: rows.map(memberOf),
      next_cursor: last
        ? memberCursorAt(order, { key: last.key ?? undefined, tie: String(last.tie) })
        : null,
    };
  }
}

function memberOf({ key: _, tie: __, roles, ...row }: MemberRow): MemberView {
  return { ...row, roles: roles === null ? [] : (roles.split(',').sort() as RoleId[]) };
}
