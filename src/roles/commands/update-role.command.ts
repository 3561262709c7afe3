import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { RoleId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { authorityOf } from '../queries/authority-of.js';
import { decideUpdateRole, roleDecider, type RoleChanges } from '../role.decider.js';
import { roleStream } from '../role.events.js';
import { roleView, type RoleView } from '../role-view.js';

export class UpdateRole extends Command<RoleView> {
  constructor(
    readonly caller: Caller,
    readonly roleId: RoleId,
    /** What is not given stays as it is. */
    readonly changes: RoleChanges,
  ) {
    super();
  }
}

@CommandHandler(UpdateRole)
export class UpdateRoleHandler implements ICommandHandler<UpdateRole> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, roleId, changes }: UpdateRole): Promise<RoleView> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = roleStream(roleId);
      const actor = await authorityOf(unit, caller.userId);
      const { state } = await unit.load(roleDecider, stream);
      const events = decideUpdateRole(changes, state, actor);
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      return roleView((await unit.load(roleDecider, stream)).state);
    });
  }
}
