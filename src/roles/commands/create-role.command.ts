import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { IDS, type Ids } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { sql } from '../../event-store/statement.js';
import { authorityOf } from '../queries/authority-of.js';
import { decideCreateRole, roleDecider } from '../role.decider.js';
import { roleStream, type RoleFields } from '../role.events.js';
import { roleView, type RoleView } from '../role-view.js';

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
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  execute({ caller, fields }: CreateRole): Promise<RoleView> {
    const role_id = this.ids.roleId();
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = roleStream(role_id);
      await unit.load(roleDecider, stream);
      const actor = await authorityOf(unit, caller.userId);
      const count = await unit.get<{ count: number }>(sql('SELECT COUNT(*) AS count FROM {roles}'));
      const facts = { actor, roleCount: count?.count ?? 0 };
      const events = decideCreateRole({ role_id, ...fields }, facts);
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return roleView((await unit.load(roleDecider, stream)).state);
    });
  }
}
