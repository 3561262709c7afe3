import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { RoleId, UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { decideAssignRole } from '../member-roles.decider.js';
import { memberRoleFacts } from './member-role-facts.js';

/** Gives a member a role. */
export class AssignRole extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
    readonly roleId: RoleId,
  ) {
    super();
  }
}

@CommandHandler(AssignRole)
export class AssignRoleHandler implements ICommandHandler<AssignRole> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, userId, roleId }: AssignRole): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const events = decideAssignRole(await memberRoleFacts(unit, caller, userId, roleId));
      if (events instanceof Refusal) return events;
      unit.append(userStream(userId), events);
      return undefined;
    });
  }
}
