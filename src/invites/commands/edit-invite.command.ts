import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { secondsAfter } from '../../platform/clock.js';
import type { InviteCode } from '../../platform/ids.js';
import type { IfMatch } from '../../platform/if-match.js';
import { accepted } from '../../platform/refusal.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf, roleById } from '../../roles/facts/authority-of.js';
import { decideEdit, type EditInvite as Edit } from '../invite-edit.decide.js';
import { inviteView, type InviteView } from '../invite-view.js';
import { inviteStream } from '../invite.fold.js';
import { inviteQuota } from '../invite-quota.js';

/** What is not given stays as it is. */
export interface InviteChanges {
  readonly maxUses?: number | undefined;
  readonly expiresInSeconds?: number | null | undefined;
  readonly label?: string | null | undefined;
  readonly paused?: boolean | undefined;
}

export class EditInvite extends Command<InviteView> {
  constructor(
    readonly caller: Caller,
    readonly code: InviteCode,
    readonly changes: InviteChanges,
    readonly ifMatch: IfMatch,
  ) {
    super();
  }
}

@CommandHandler(EditInvite)
export class EditInviteHandler implements ICommandHandler<EditInvite> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ caller, code, changes, ifMatch }: EditInvite): Promise<InviteView> {
    return runOnce(this.runner, caller, async (unit) => {
      const { now } = unit.meta;
      const stream = inviteStream(code);
      const invite = await unit.load(stream);
      const actor = await authorityOf(unit, caller.userId);
      const { created_by, grant_role_id } = invite.state;
      const role = grant_role_id === null ? undefined : await roleById(unit, grant_role_id);
      const quota = await inviteQuota(unit, created_by, this.config.maxActiveInvites);
      const facts = { actor, role, quota, now };
      const events = accepted(decideEdit(editAt(changes, now, ifMatch), invite, facts));
      unit.append(stream, events);
      const { state, version } = await unit.load(stream);
      return inviteView(unit, state, version, now, this.config.publicUrl);
    });
  }
}

function editAt(
  { maxUses, expiresInSeconds, label, paused }: InviteChanges,
  now: string,
  ifMatch: IfMatch,
): Edit {
  return {
    ifMatch,
    ...(maxUses !== undefined && { max_uses: maxUses }),
    ...(expiresInSeconds !== undefined && {
      expires_at: expiresInSeconds === null ? null : secondsAfter(now, expiresInSeconds),
    }),
    ...(label !== undefined && { label }),
    ...(paused !== undefined && { paused }),
  };
}
