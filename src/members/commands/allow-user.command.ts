import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { decideAllow } from '../allowlist.decider.js';
import { listingView, type ListingView } from '../list-views.js';
import { memberDecider } from '../member.decider.js';
import type { NamedKey } from '../moderation.decider.js';

/** Puts a key on the allowlist. */
export class AllowUser extends Command<ListingView> {
  constructor(
    readonly caller: Caller,
    readonly key: NamedKey,
  ) {
    super();
  }
}

@CommandHandler(AllowUser)
export class AllowUserHandler implements ICommandHandler<AllowUser> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, key }: AllowUser): Promise<ListingView> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = userStream(key.userId);
      const { state } = await unit.load(memberDecider, stream);
      const events = decideAllow(key, state, await authorityOf(unit, caller.userId));
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return listingView(key.userId, (await unit.load(memberDecider, stream)).state);
    });
  }
}
