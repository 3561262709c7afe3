import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { originOf, type Caller } from '../../http/caller.js';
import { answeredBefore, runOnce } from '../../http/idempotency.js';
import { forgetAnswersAbout } from '../../http/idempotency-records.js';
import type { UserId } from '../../platform/ids.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { Sessions } from '../../identity/sessions.js';
import {
  eraseReasonsOfInvitesBy,
  loadRevokedInvitesBy,
} from '../../invites/consequences/erase-reasons.js';
import { forgetRefusedJoinsOf } from '../../invites/consequences/forget-refused-joins.js';
import { loadInvitesBy, revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideErase } from '../erasure.decide.js';
import { States } from '../../event-store/states.js';
import type { StateLoader } from '../../event-store/stream.js';
import { memberStream } from '../member.fold.js';

/** So many reasons at once: others have their turn in between. */
const AT_ONCE = 100;

/**
 * Forgets somebody: what is personal of them can be read nowhere from then on. In one append, unless very many of their
 * invites were revoked with a reason: then most of these go first, under the same request.
 */
export class ErasePerson extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
  ) {
    super();
  }
}

@CommandHandler(ErasePerson)
export class ErasePersonHandler implements ICommandHandler<ErasePerson> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly states: States,
    private readonly sessions: Sessions,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(command: ErasePerson): Promise<void> {
    const { caller, userId } = command;
    if (await answeredBefore(this.runner, caller)) return;
    await this.eraseMostReasons(command);
    await runOnce(this.runner, caller, (unit) => this.erase(unit, command));
    this.sessions.endings.noteAllOf(userId);
  }

  /** Unless it will be refused: all but fewer than a hundred reasons. All that is asked for is loaded before the lock is taken. */
  private async eraseMostReasons(command: ErasePerson): Promise<void> {
    const { caller, userId } = command;
    while (!((await decide(this.states, command)) instanceof Refusal)) {
      await loadInvitesBy(this.states, this.readModels, userId);
      const reasons = await loadRevokedInvitesBy(this.states, this.readModels, userId, AT_ONCE);
      if (reasons < AT_ONCE) return;
      await this.runner.run(originOf(caller), async (unit) => {
        accepted(await decide(unit, command));
        await eraseReasonsOfInvitesBy(unit, userId, { atMost: AT_ONCE });
      });
    }
  }

  private async erase(unit: UnitOfWork, command: ErasePerson): Promise<void> {
    const { userId } = command;
    const events = accepted(await decide(unit, command));
    // The store deletes their key with the event.
    const erased = unit.append(memberStream(userId), events);
    await revokeInvitesBy(unit, userId, 'creator_erased', erased);
    const atMost = Number.MAX_SAFE_INTEGER;
    await eraseReasonsOfInvitesBy(unit, userId, { atMost, causedBy: erased });
    this.sessions.endAllOf(unit, userId);
    forgetAnswersAbout(unit, userId);
    forgetRefusedJoinsOf(unit, userId);
    return undefined;
  }
}

async function decide(loader: StateLoader, { caller, userId }: ErasePerson) {
  const known = await loader.load(memberStream(userId));
  const actor = await authorityOf(loader, caller.userId);
  const target = await authorityOf(loader, userId);
  return decideErase(known, { actor, target });
}
