import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { originOf, type Caller } from '../../common/caller.js';
import { accepted } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { serverState } from '../../server/queries/server-state.js';
import { decideLeave } from '../member.decide.js';
import { memberStream } from '../member.fold.js';

export class Leave extends Command<void> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@CommandHandler(Leave)
export class LeaveHandler implements ICommandHandler<Leave> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller }: Leave): Promise<void> {
    return this.runner.run(originOf(caller), async (unit) => {
      const stream = memberStream(caller.userId);
      const { state } = await unit.load(stream);
      const { owner } = await serverState(unit);
      const events = accepted(decideLeave(caller.userId, state, owner));
      unit.append(stream, events);
    });
  }
}
