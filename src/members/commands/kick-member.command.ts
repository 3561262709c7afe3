import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { decideKick } from '../moderation.decider.js';

/** Takes a member out, and with them the invites that they made. */
export class KickMember extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
    readonly reason: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(KickMember)
export class KickMemberHandler implements ICommandHandler<KickMember> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, userId, reason }: KickMember): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const target = await authorityOf(unit, userId);
      const events = decideKick(reason, { actor, target });
      if (events instanceof Refusal) return events;
      unit.append(userStream(userId), events);
      await revokeInvitesBy(unit, userId, 'creator_kicked');
      return undefined;
    });
  }
}
