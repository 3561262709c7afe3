import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { memberDecider } from '../member.decider.js';
import { decideUnban } from '../moderation.decider.js';

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
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, userId, reason }: UnbanMember): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = userStream(userId);
      const { state } = await unit.load(memberDecider, stream);
      const actor = await authorityOf(unit, caller.userId);
      const events = decideUnban(userId, reason, state, actor);
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return undefined;
    });
  }
}
