import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { InviteCode } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideRevoke } from '../invite.decide.js';
import { inviteStream } from '../invite.fold.js';

export class RevokeInvite extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly code: InviteCode,
    readonly reason: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(RevokeInvite)
export class RevokeInviteHandler implements ICommandHandler<RevokeInvite> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, code, reason }: RevokeInvite): Promise<void> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = inviteStream(code);
      const { state } = await unit.load(stream);
      const actor = await authorityOf(unit, caller.userId);
      const events = accepted(decideRevoke(state, actor, reason));
      unit.append(stream, events);
    });
  }
}
