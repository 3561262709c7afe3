import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { RoleId, UserId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { decideRemoveRole } from '../member-roles.decide.js';
import { memberRoleFacts } from './member-role-facts.js';
import { memberStream } from '../member.fold.js';

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
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, userId, roleId }: RemoveRole): Promise<void> {
    return runOnce(this.runner, caller, async (unit) => {
      const events = accepted(
        decideRemoveRole(await memberRoleFacts(unit, caller, userId, roleId)),
      );
      unit.append(memberStream(userId), events);
    });
  }
}
