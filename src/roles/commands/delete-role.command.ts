import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { RoleId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import type { StateLoader } from '../../event-store/decider.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import {
  loadInvitesGranting,
  revokeInvitesGranting,
} from '../../invites/consequences/revoke-invites.js';
import { loadHolders, takeRoleFromMembers } from '../../members/consequences/take-role.js';
import { authorityOf } from '../queries/authority-of.js';
import { decideDeleteRole, roleDecider } from '../role.decider.js';
import { roleStream } from '../role.events.js';

/** Deletes a role, takes it from its members and revokes the invites that grant it, in one append. */
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
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(command: DeleteRole): Promise<void> {
    const { caller, roleId } = command;
    await this.prepare(command);
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const events = await decide(unit, command);
      if (events instanceof Refusal) return events;
      // The role goes last, so that at no position of the log somebody holds one that is not there.
      await takeRoleFromMembers(unit, roleId);
      await revokeInvitesGranting(unit, roleId);
      unit.append(roleStream(roleId), events);
      return undefined;
    });
  }

  /** All that many people hold is loaded before the lock is taken, unless it will be refused. */
  private async prepare(command: DeleteRole): Promise<void> {
    if ((await decide(this.runner, command)) instanceof Refusal) return;
    await loadHolders(this.runner, this.readModels, command.roleId);
    await loadInvitesGranting(this.runner, this.readModels, command.roleId);
  }
}

async function decide(loader: StateLoader, { caller, roleId, reason }: DeleteRole) {
  const actor = await authorityOf(loader, caller.userId);
  const { state } = await loader.load(roleDecider, roleStream(roleId));
  return decideDeleteRole(state, actor, reason);
}
