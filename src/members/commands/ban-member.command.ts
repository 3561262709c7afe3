import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import type { UnitOfWork } from '../../event-store/unit-of-work.js';
import { userStream } from '../../identity/identity.events.js';
import { Sessions } from '../../identity/sessions.js';
import { revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ caller, key, reason }: BanMember): Promise<BanView> {
    const ban = await this.runner.run(metaOf(caller, this.clock), (unit) =>
      this.ban(unit, caller, key, reason),
    );
    this.sessions.forgetAllOf(key.userId);
    return ban;
  }

  private async ban(
    unit: UnitOfWork,
    caller: Caller,
    key: NamedKey,
    reason: string | undefined,
  ): Promise<BanView | Refusal> {
    const stream = userStream(key.userId);
    const { state } = await unit.load(memberDecider, stream);
    const actor = await authorityOf(unit, caller.userId);
    const target = await authorityOf(unit, key.userId);
    const events = decideBan(key, reason, state, { actor, target });
    if (events instanceof Refusal) return events;
    unit.append(stream, events);
    await revokeInvitesBy(unit, key.userId, 'creator_banned');
    this.sessions.endAllOf(unit, key.userId);
    return banView(key.userId, (await unit.load(memberDecider, stream)).state);
  }
}
