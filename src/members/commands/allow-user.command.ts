import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideAllow } from '../allowlist.decide.js';
import { listingView, type ListingView } from '../list-views.js';
import type { NamedKey } from '../moderation.decide.js';
import { memberStream } from '../member.fold.js';

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
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, key }: AllowUser): Promise<ListingView> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = memberStream(key.userId);
      const { state } = await unit.load(stream);
      const events = accepted(decideAllow(key, state, await authorityOf(unit, caller.userId)));
      unit.append(stream, events);
      return listingView(key.userId, (await unit.load(stream)).state);
    });
  }
}
