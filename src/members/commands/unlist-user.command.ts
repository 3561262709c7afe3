import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { UserId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideUnlist } from '../allowlist.decide.js';
import { memberStream } from '../member.fold.js';

/** Takes a key off the allowlist. */
export class UnlistUser extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
  ) {
    super();
  }
}

@CommandHandler(UnlistUser)
export class UnlistUserHandler implements ICommandHandler<UnlistUser> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, userId }: UnlistUser): Promise<void> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = memberStream(userId);
      const { state } = await unit.load(stream);
      const events = accepted(decideUnlist(userId, state, await authorityOf(unit, caller.userId)));
      unit.append(stream, events);
    });
  }
}
