import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { RoleId } from '../../platform/ids.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
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
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(command: DeleteRole): Promise<void> {
    const { caller, roleId } = command;
    await this.prepare(command);
    return runOnce(this.runner, caller, async (unit) => {
      const events = accepted(await decide(unit, command));
      // The role goes last, so that at no position of the log somebody holds one that is not there.
      await takeRoleFromMembers(unit, roleId);
      await revokeInvitesGranting(unit, roleId);
      unit.append(roleStream(roleId), events);
    });
  }

  /** All that many people hold is loaded before the lock is taken, unless it will be refused. */
  private async prepare(command: DeleteRole): Promise<void> {
    if ((await decide(this.states, command)) instanceof Refusal) return;
    await loadHolders(this.states, this.readModels, command.roleId);
    await loadInvitesGranting(this.states, this.readModels, command.roleId);
  }
}

async function decide(loader: StateLoader, { caller, roleId, reason }: DeleteRole) {
  const actor = await authorityOf(loader, caller.userId);
  const { state } = await loader.load(roleStream(roleId));
  return decideDeleteRole(state, actor, reason);
}
