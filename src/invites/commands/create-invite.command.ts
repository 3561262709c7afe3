import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { secondsAfter } from '../../platform/clock.js';
import { runOnce } from '../../http/idempotency.js';
import { IDS, type Ids, type RoleId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { authorityOf, roleById } from '../../roles/facts/authority-of.js';
import { decideCreate } from '../invite.decide.js';
import { inviteView, type InviteView } from '../invite-view.js';
import { inviteStream } from '../invite.fold.js';
import { inviteQuota } from '../invite-quota.js';
import { unusedCode } from './unused-code.js';

export interface InviteTermsInput {
  readonly maxUses: number;
  /** `null` = never. */
  readonly expiresInSeconds: number | null;
  readonly grantRoleId: RoleId | null;
  readonly channelId: string | null;
  readonly label: string | null;
}

export class CreateInvite extends Command<InviteView> {
  constructor(
    readonly caller: Caller,
    readonly terms: InviteTermsInput,
  ) {
    super();
  }
}

@CommandHandler(CreateInvite)
export class CreateInviteHandler implements ICommandHandler<CreateInvite> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ caller, terms }: CreateInvite): Promise<InviteView> {
    return runOnce(this.runner, caller, (unit) => this.create(unit, caller, terms));
  }

  private async create(
    unit: UnitOfWork,
    caller: Caller,
    terms: InviteTermsInput,
  ): Promise<InviteView> {
    const { now } = unit.meta;
    const actor = await authorityOf(unit, caller.userId);
    const role = terms.grantRoleId ? await roleById(unit, terms.grantRoleId) : undefined;
    const { inviteCodeLength, maxActiveInvites } = this.config;
    const [code, quota] = await Promise.all([
      unusedCode(unit, this.ids, inviteCodeLength),
      inviteQuota(unit, caller.userId, maxActiveInvites),
    ]);
    const stream = inviteStream(code);
    const invite = {
      code,
      max_uses: terms.maxUses,
      expires_at:
        terms.expiresInSeconds === null ? null : secondsAfter(now, terms.expiresInSeconds),
      grant_role_id: terms.grantRoleId,
      channel_id: terms.channelId,
      label: terms.label,
    };
    const events = accepted(decideCreate(invite, { actor, role, quota }));
    unit.create(stream, events);
    const { state, version } = await unit.load(stream);
    return inviteView(unit, state, version, now, this.config.publicUrl);
  }
}
