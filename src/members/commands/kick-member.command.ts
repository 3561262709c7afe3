import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import type { StateLoader } from '../../event-store/decider.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { userStream } from '../../identity/identity.events.js';
import { loadInvitesBy, revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
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
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(command: KickMember): Promise<void> {
    const { caller, userId } = command;
    // Loaded before the lock is taken, unless it will be refused.
    if (!((await decide(this.runner, command)) instanceof Refusal)) {
      await loadInvitesBy(this.runner, this.readModels, userId);
    }
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const events = await decide(unit, command);
      if (events instanceof Refusal) return events;
      unit.append(userStream(userId), events);
      await revokeInvitesBy(unit, userId, 'creator_kicked');
      return undefined;
    });
  }
}

async function decide(loader: StateLoader, { caller, userId, reason }: KickMember) {
  const actor = await authorityOf(loader, caller.userId);
  const target = await authorityOf(loader, userId);
  return decideKick(reason, { actor, target });
}
