import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import type { StateLoader } from '../../event-store/decider.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { UnitOfWork } from '../../event-store/unit-of-work.js';
import { userStream } from '../../identity/identity.events.js';
import { Sessions } from '../../identity/sessions.js';
import { loadInvitesBy, revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { memberDecider } from '../member.decider.js';
import { decideBan, type NamedKey } from '../moderation.decider.js';
import { banView, type BanView } from '../list-views.js';

/** Shuts somebody out, member or not, and ends their invites and their sessions. */
export class BanMember extends Command<BanView> {
  constructor(
    readonly caller: Caller,
    readonly key: NamedKey,
    readonly reason: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(BanMember)
export class BanMemberHandler implements ICommandHandler<BanMember> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly sessions: Sessions,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(command: BanMember): Promise<BanView> {
    const { caller, key } = command;
    // Loaded before the lock is taken, unless it will be refused.
    if (!((await decide(this.runner, command)) instanceof Refusal)) {
      await loadInvitesBy(this.runner, this.readModels, key.userId);
    }
    const ban = await this.runner.run(metaOf(caller, this.clock), (unit) =>
      this.ban(unit, command),
    );
    this.sessions.forgetAllOf(key.userId);
    return ban;
  }

  private async ban(unit: UnitOfWork, command: BanMember): Promise<BanView | Refusal> {
    const { userId } = command.key;
    const stream = userStream(userId);
    const events = await decide(unit, command);
    if (events instanceof Refusal) return events;
    unit.append(stream, events);
    await revokeInvitesBy(unit, userId, 'creator_banned');
    this.sessions.endAllOf(unit, userId);
    return banView(userId, (await unit.load(memberDecider, stream)).state);
  }
}

async function decide(loader: StateLoader, { caller, key, reason }: BanMember) {
  const { state } = await loader.load(memberDecider, userStream(key.userId));
  const actor = await authorityOf(loader, caller.userId);
  const target = await authorityOf(loader, key.userId);
  return decideBan(key, reason, state, { actor, target });
}
