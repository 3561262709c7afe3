import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { Sessions } from '../../identity/sessions.js';
import { loadInvitesBy, revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideBan, type NamedKey } from '../moderation.decide.js';
import { banView, type BanView } from '../list-views.js';
import { States } from '../../event-store/states.js';
import type { StateLoader } from '../../event-store/stream.js';
import { memberStream } from '../member.fold.js';

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
    private readonly states: States,
    private readonly sessions: Sessions,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(command: BanMember): Promise<BanView> {
    const { caller, key } = command;
    // Loaded before the lock is taken, unless it will be refused.
    if (!((await decide(this.states, command)) instanceof Refusal)) {
      await loadInvitesBy(this.states, this.readModels, key.userId);
    }
    const ban = await runOnce(this.runner, caller, (unit) => this.ban(unit, command));
    this.sessions.endings.noteAllOf(key.userId);
    return ban;
  }

  private async ban(unit: UnitOfWork, command: BanMember): Promise<BanView> {
    const { userId } = command.key;
    const stream = memberStream(userId);
    const events = accepted(await decide(unit, command));
    const banned = unit.append(stream, events);
    await revokeInvitesBy(unit, userId, 'creator_banned', banned);
    this.sessions.endAllOf(unit, userId);
    return banView(userId, (await unit.load(stream)).state);
  }
}

async function decide(loader: StateLoader, { caller, key, reason }: BanMember) {
  const { state } = await loader.load(memberStream(key.userId));
  const actor = await authorityOf(loader, caller.userId);
  const target = await authorityOf(loader, key.userId);
  return decideBan(key, reason, state, { actor, target });
}
