import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { InviteCode } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { decideRevoke, inviteDecider } from '../invite.decider.js';
import { inviteStream } from '../invite.events.js';

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
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, code, reason }: RevokeInvite): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = inviteStream(code);
      const { state } = await unit.load(inviteDecider, stream);
      const actor = await authorityOf(unit, caller.userId);
      const events = decideRevoke(state, actor, reason);
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return undefined;
    });
  }
}
