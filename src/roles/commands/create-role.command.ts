import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { IDS, type Ids } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../facts/authority-of.js';
import { decideCreateRole } from '../role.decide.js';
import { roleNames } from '../role-names.js';
import { type RoleFields } from '../role.events.js';
import { roleView, type RoleView } from '../role-view.js';
import { roleStream } from '../role.fold.js';

export class CreateRole extends Command<RoleView> {
  constructor(
    readonly caller: Caller,
    readonly fields: RoleFields,
  ) {
    super();
  }
}

@CommandHandler(CreateRole)
export class CreateRoleHandler implements ICommandHandler<CreateRole> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  execute({ caller, fields }: CreateRole): Promise<RoleView> {
    const role_id = this.ids.roleId();
    return runOnce(this.runner, caller, async (unit) => {
      const stream = roleStream(role_id);
      const actor = await authorityOf(unit, caller.userId);
      const facts = { actor, roles: await roleNames(unit) };
      const events = accepted(decideCreateRole({ role_id, ...fields }, facts));
      unit.create(stream, events);
      return roleView(await unit.load(stream));
    });
  }
}
