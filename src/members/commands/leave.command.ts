import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { serverState } from '../../server/queries/server-state.js';
import { decideLeave, memberDecider } from '../member.decider.js';

export class Leave extends Command<void> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@CommandHandler(Leave)
export class LeaveHandler implements ICommandHandler<Leave> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller }: Leave): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = userStream(caller.userId);
      const { state } = await unit.load(memberDecider, stream);
      const { owner } = await serverState(unit);
      const events = decideLeave(caller.userId, state, owner);
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return undefined;
    });
  }
}
