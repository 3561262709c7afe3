import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { UserId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideUnban } from '../moderation.decide.js';
import { memberStream } from '../member.fold.js';

export class UnbanMember extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
    readonly reason: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(UnbanMember)
export class UnbanMemberHandler implements ICommandHandler<UnbanMember> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, userId, reason }: UnbanMember): Promise<void> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = memberStream(userId);
      const { state } = await unit.load(stream);
      const actor = await authorityOf(unit, caller.userId);
      const events = accepted(decideUnban(userId, reason, state, actor));
      unit.append(stream, events);
    });
  }
}
