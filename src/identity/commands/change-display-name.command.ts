import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { meOf, type Me } from '../facts/me.js';
import { decideChangeName } from '../user.decide.js';
import { userStream } from '../user.fold.js';

export class ChangeDisplayName extends Command<Me> {
  constructor(
    readonly caller: Caller,
    /** `null` takes the name away. */
    readonly displayName: string | null,
  ) {
    super();
  }
}

@CommandHandler(ChangeDisplayName)
export class ChangeDisplayNameHandler implements ICommandHandler<ChangeDisplayName> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, displayName }: ChangeDisplayName): Promise<Me> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = userStream(caller.userId);
      const { state } = await unit.load(stream);
      const events = accepted(decideChangeName(caller.userId, displayName, state));
      unit.append(stream, events);
      return meOf(unit, caller.userId);
    });
  }
}
