import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { originOf, type Caller } from '../../http/caller.js';
import { answeredBefore, runOnce } from '../../http/idempotency.js';
import type { RoleId } from '../../platform/ids.js';
import { accepted, refuse, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import {
  loadInvitesGranting,
  revokeInvitesGranting,
} from '../../invites/consequences/revoke-invites.js';
import { loadHolders, takeRoleFromMembers } from '../../members/consequences/take-role.js';
import { authorityOf } from '../facts/authority-of.js';
import { decideDeleteRole } from '../role.decide.js';
import { States } from '../../event-store/states.js';
import type { StateLoader } from '../../event-store/stream.js';
import { roleStream } from '../role.fold.js';

/** So many events at once: others have their turn in between. */
const AT_ONCE = 100;

/**
 * Deletes a role, takes it from its members and revokes the invites that grant it: in one append, if these are not
 * many. Else in several under one request, of which the last one deletes it.
 */
export class DeleteRole extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly roleId: RoleId,
    readonly reason: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(DeleteRole)
export class DeleteRoleHandler implements ICommandHandler<DeleteRole> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(command: DeleteRole): Promise<void> {
    const { caller, roleId } = command;
    if (await answeredBefore(this.runner, caller)) return;
    const steps = { taken: 0 };
    try {
      await this.takeFromMost(command, steps);
      await runOnce(this.runner, caller, async (unit) => {
        const events = accepted(await decide(unit, command));
        // The role goes last, so that at no position of the log somebody holds one that is not there.
        await take(unit, roleId, Number.MAX_SAFE_INTEGER);
        unit.append(roleStream(roleId), events);
      });
    } catch (error) {
      throw error instanceof Refusal ? cutShort(error, steps.taken) : error;
    }
  }

  /**
   * Unless it will be refused: all but some hundred consequences, in commands of their own.
   * @param steps is brought up to date after each
   */
  private async takeFromMost(command: DeleteRole, steps: { taken: number }): Promise<void> {
    const { caller, roleId } = command;
    while (!((await decide(this.states, command)) instanceof Refusal)) {
      // All that is asked for is loaded before the lock is taken.
      const invites = await loadInvitesGranting(this.states, this.readModels, roleId, AT_ONCE);
      const holders = await loadHolders(this.states, this.readModels, roleId, AT_ONCE);
      if (invites + holders < AT_ONCE) return;
      const taken = await this.runner.run(originOf(caller), async (unit) => {
        accepted(await decide(unit, command));
        return take(unit, roleId, AT_ONCE);
      });
      steps.taken += taken;
      // Somebody else does it, too; or there are some that cannot be read.
      if (taken < AT_ONCE) return;
    }
  }
}

/** Somebody lost the right to go on in the middle. */
function cutShort({ code, detail, more }: Refusal, taken: number): Refusal {
  if (taken === 0) return refuse(code, detail, more);
  return refuse(code, `${detail} Before that, ${taken} of its holders and invites lost it.`, more);
}

/** First what would give the role to more people. */
async function take(unit: UnitOfWork, roleId: RoleId, atMost: number): Promise<number> {
  const invites = await revokeInvitesGranting(unit, roleId, atMost);
  return invites + (await takeRoleFromMembers(unit, roleId, atMost - invites));
}

async function decide(loader: StateLoader, { caller, roleId, reason }: DeleteRole) {
  const actor = await authorityOf(loader, caller.userId);
  const { state } = await loader.load(roleStream(roleId));
  return decideDeleteRole(state, actor, reason);
}
