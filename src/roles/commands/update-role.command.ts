import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { RoleId } from '../../platform/ids.js';
import type { IfMatch } from '../../platform/if-match.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../facts/authority-of.js';
import { decideUpdateRole, type RoleChanges } from '../role.decide.js';
import { roleNames } from '../role-names.js';
import { roleView, type RoleView } from '../role-view.js';
import { roleStream } from '../role.fold.js';

export class UpdateRole extends Command<RoleView> {
  constructor(
    readonly caller: Caller,
    readonly roleId: RoleId,
    /** What is not given stays as it is. */
    readonly changes: RoleChanges,
    readonly ifMatch: IfMatch,
  ) {
    super();
  }
}

@CommandHandler(UpdateRole)
export class UpdateRoleHandler implements ICommandHandler<UpdateRole> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, roleId, changes, ifMatch }: UpdateRole): Promise<RoleView> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = roleStream(roleId);
      const actor = await authorityOf(unit, caller.userId);
      const facts = { actor, roles: await roleNames(unit), ifMatch };
      const events = accepted(decideUpdateRole(changes, await unit.load(stream), facts));
      unit.append(stream, events);
      return roleView(await unit.load(stream));
    });
  }
}
