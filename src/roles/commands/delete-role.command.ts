import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { RoleId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { revokeInvitesGranting } from '../../invites/consequences/revoke-invites.js';
import { takeRoleFromMembers } from '../../members/consequences/take-role.js';
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, roleId, reason }: DeleteRole): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const stream = roleStream(roleId);
      const actor = await authorityOf(unit, caller.userId);
      const { state } = await unit.load(roleDecider, stream);
      const events = decideDeleteRole(state, actor, reason);
      if (events instanceof Refusal) return events;
      // The role goes last, so that at no position of the log somebody holds one that is not there.
      await takeRoleFromMembers(unit, roleId);
      await revokeInvitesGranting(unit, roleId);
      unit.append(stream, events);
      return undefined;
    });
  }
}
