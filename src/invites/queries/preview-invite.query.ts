import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { InviteCode } from '../../common/ids.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { authorityOf, roleById } from '../../roles/queries/authority-of.js';
import { inviteNotFound } from '../invite.decider.js';
import { requireActive } from '../invite-status.js';
import { requireInviter } from '../join.decider.js';
import { INVITE_COLUMNS, inviteOf, type InviteRow } from './invite-row.js';

/** What anybody with the code may know before they join. */
export interface InvitePreview {
  readonly code: InviteCode;
  readonly server_name: string;
  readonly server_icon: string | null;
  readonly member_count: number;
  readonly expires_at: string | null;
  readonly channel_id: string | null;
  readonly grants: { readonly role_name: string; readonly role_color: string | null } | null;
}

/** Refuses, as a join would, what nobody can join through; changes nothing. */
export class PreviewInvite extends Query<InvitePreview> {
  constructor(readonly code: InviteCode) {
    super();
  }
}

interface PreviewRow extends InviteRow {
  readonly server_name: string;
  readonly server_icon: string | null;
  readonly member_count: number;
}

@QueryHandler(PreviewInvite)
export class PreviewInviteHandler implements IQueryHandler<PreviewInvite> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly states: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ code }: PreviewInvite): Promise<InvitePreview> {
    const row = await this.readModels.get<PreviewRow>(
      `SELECT ${INVITE_COLUMNS}, s.name AS server_name, s.icon AS server_icon, s.member_count
       FROM {invites} i CROSS JOIN {server} s WHERE i.code = ?`,
      code,
    );
    if (!row) throw inviteNotFound(code);
    const { created_by, grant_role_id } = row;
    const inviter = created_by === null ? undefined : await authorityOf(this.states, created_by);
    const role = grant_role_id === null ? undefined : await roleById(this.states, grant_role_id);
    const refusal =
      requireActive(inviteOf(row), this.clock.now()) ?? requireInviter(row, { inviter, role });
    if (refusal) throw refusal;
    return {
      code,
      server_name: row.server_name,
      server_icon: row.server_icon,
      member_count: row.member_count,
      expires_at: row.expires_at,
      channel_id: row.channel_id,
      grants: role ? { role_name: role.name, role_color: role.color } : null,
    };
  }
}
