import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { InviteCode, RoleId, UserId } from '../../platform/ids.js';
import { pageOf } from '../../http/query.dto.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { MemberView } from '../member-view.js';

export interface MemberPage {
  readonly members: readonly MemberView[];
  readonly next_cursor: string | null;
}

/** The members in the order in which they joined. */
export class ListMembers extends Query<MemberPage> {
  constructor(
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

interface MemberRow {
  readonly user_id: UserId;
  readonly position: number;
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly joined_at: string;
  readonly invite_code: InviteCode | null;
  readonly invited_by: UserId | null;
}

@QueryHandler(ListMembers)
export class ListMembersHandler implements IQueryHandler<ListMembers> {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  async execute({ limit, cursor }: ListMembers): Promise<MemberPage> {
    const found = await this.readModels.all<MemberRow>(
      `SELECT m.user_id, m.joined_position AS position, u.pubkey, u.display_name, m.joined_at,
         m.invite_code, m.invited_by
       FROM {members} m LEFT JOIN {users} u ON u.user_id = m.user_id
       WHERE m.joined_position > ? ORDER BY m.joined_position LIMIT ?`,
      Number(cursor ?? 0),
      limit + 1,
    );
    const { rows, next_cursor } = pageOf(found, limit);
    const roles = await this.rolesOf(rows);
    const members = rows.map(({ position: _, ...row }) => ({
      ...row,
      roles: roles.get(row.user_id) ?? [],
    }));
    return { members, next_cursor };
  }

  private async rolesOf(rows: readonly MemberRow[]): Promise<Map<UserId, RoleId[]>> {
    const [first, last] = [rows[0], rows.at(-1)];
    const roles = new Map<UserId, RoleId[]>();
    if (!first || !last) return roles;
    const held = await this.readModels.all<{ user_id: UserId; role_id: RoleId }>(
      `SELECT r.user_id, r.role_id FROM {members} m
       JOIN {member_roles} r ON r.user_id = m.user_id
       WHERE m.joined_position BETWEEN ? AND ? ORDER BY r.role_id`,
      first.position,
      last.position,
    );
    for (const { user_id, role_id } of held) {
      roles.set(user_id, [...(roles.get(user_id) ?? []), role_id]);
    }
    return roles;
  }
}
