import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { UserId } from '../../platform/ids.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { loadInvitesBy, revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideKick } from '../moderation.decide.js';
import { States } from '../../event-store/states.js';
import type { StateLoader } from '../../event-store/stream.js';
import { memberStream } from '../member.fold.js';

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
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(command: KickMember): Promise<void> {
    const { caller, userId } = command;
    // Loaded before the lock is taken, unless it will be refused.
    if (!((await decide(this.states, command)) instanceof Refusal)) {
      await loadInvitesBy(this.states, this.readModels, userId);
    }
    return runOnce(this.runner, caller, async (unit) => {
      const events = accepted(await decide(unit, command));
      const kicked = unit.append(memberStream(userId), events);
      await revokeInvitesBy(unit, userId, 'creator_kicked', kicked);
    });
  }
}

async function decide(loader: StateLoader, { caller, userId, reason }: KickMember) {
  const actor = await authorityOf(loader, caller.userId);
  const target = await authorityOf(loader, userId);
  return decideKick(reason, { actor, target });
}
