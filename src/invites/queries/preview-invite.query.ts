import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import type { InviteCode } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import { KeptUntilChange } from '../../event-store/kept-until-change.js';
import { roleById } from '../../roles/facts/authority-of.js';
import { ServerInfo } from '../../server/facts/server-info.js';
import type { MembershipMode } from '../../server/server.events.js';
import { inviteNotFound } from '../invite.decide.js';
import { requireActive } from '../invite-status.js';
import { requireInviter } from '../join.decide.js';
import { inviterOf } from '../inviter-of.js';
import { States } from '../../event-store/states.js';
import { inviteStream, type InviteState } from '../invite.fold.js';

/** What anybody with the code may know before they join. */
export interface InvitePreview {
  readonly code: InviteCode;
  readonly server_name: string;
  readonly server_icon: string | null;
  readonly member_count: number;
  readonly membership_mode: MembershipMode;
  readonly expires_at: string | null;
  readonly channel_id: string | null;
  readonly grants: { readonly role_name: string; readonly role_color: string | null } | null;
}

/** An invite's preview as JSON: made once for all who look until the next commit. */
export type PreviewJson = string;

/**
 * Refuses, as a join would, what nobody can join through; changes nothing. Answered from the folded
 * states, which a join decides on too: a preview never says what a join would not do.
 */
export class PreviewInvite extends Query<PreviewJson> {
  constructor(readonly code: InviteCode) {
    super();
  }
}

/** What a preview says of an invite as long as nothing is committed, but for its status. */
interface KeptPreview {
  readonly invite: InviteState;
  readonly answer: PreviewJson | Refusal;
}

@QueryHandler(PreviewInvite)
export class PreviewInviteHandler implements IQueryHandler<PreviewInvite> {
  private readonly previews: KeptUntilChange<InviteCode, KeptPreview>;

  constructor(
    private readonly server: ServerInfo,
    private readonly states: States,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.previews = new KeptUntilChange(states, (code) => this.look(code));
  }

  execute({ code }: PreviewInvite): Promise<PreviewJson> {
    const kept = this.previews.get(code);
    // Most often it is there: another turn of the microtask queue would be for nothing.
    return kept instanceof Promise
      ? kept.then((preview) => this.tell(preview))
      : Promise.resolve(this.tell(kept));
  }

  private tell({ invite, answer }: KeptPreview): PreviewJson {
    const refusal = requireActive(invite, this.clock.now());
    if (refusal) throw refusal;
    if (answer instanceof Refusal) throw answer;
    return answer;
  }

  private async look(code: InviteCode): Promise<KeptPreview> {
    const { state: invite } = await this.states.load(inviteStream(code));
    if (!invite.exists) throw inviteNotFound(code);
    const { grant_role_id } = invite;
    const inviter = await inviterOf(this.states, invite);
    const role = grant_role_id === null ? undefined : await roleById(this.states, grant_role_id);
    const refusal = requireInviter(invite, { inviter, role });
    if (refusal) return { invite, answer: refusal };
    const server = await this.server.get();
    const preview: InvitePreview = {
      code,
      server_name: server.name,
      server_icon: server.icon,
      member_count: server.member_count,
      membership_mode: server.membership_mode,
      expires_at: invite.expires_at,
      channel_id: invite.channel_id,
      grants: role ? { role_name: role.name, role_color: role.color } : null,
    };
    return { invite, answer: JSON.stringify(preview) };
  }
}
