import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../identity.events.js';
import { meOf, type Me } from '../queries/me.js';
import { decideChangeName, userDecider } from '../user.decider.js';

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
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, displayName }: ChangeDisplayName): Promise<Me> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = userStream(caller.userId);
      const { state } = await unit.load(userDecider, stream);
      const events = decideChangeName(caller.userId, displayName, state);
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return meOf(unit, caller.userId);
    });
  }
}
