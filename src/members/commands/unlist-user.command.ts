import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { decideUnlist } from '../allowlist.decider.js';
import { memberDecider } from '../member.decider.js';

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
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, userId }: UnlistUser): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = userStream(userId);
      const { state } = await unit.load(memberDecider, stream);
      const events = decideUnlist(userId, state, await authorityOf(unit, caller.userId));
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return undefined;
    });
  }
}
