import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { RoleId, UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { decideRemoveRole } from '../member-roles.decider.js';
import { memberRoleFacts } from './member-role-facts.js';

/** Takes a role from a member. */
export class RemoveRole extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
    readonly roleId: RoleId,
  ) {
    super();
  }
}

@CommandHandler(RemoveRole)
export class RemoveRoleHandler implements ICommandHandler<RemoveRole> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, userId, roleId }: RemoveRole): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const events = decideRemoveRole(await memberRoleFacts(unit, caller, userId, roleId));
      if (events instanceof Refusal) return events;
      unit.append(userStream(userId), events);
      return undefined;
    });
  }
}
