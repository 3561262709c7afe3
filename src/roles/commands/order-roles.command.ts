import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { originOf, type Caller } from '../../http/caller.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../facts/authority-of.js';
import type { ExistingRole } from '../role.fold.js';
import { roleStream } from '../role.fold.js';
import { roleNames } from '../role-names.js';
import { decideOrderRoles, type RolePlace } from '../role-order.decide.js';

/** Gives all roles their positions in one append. */
export class OrderRoles extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly places: readonly RolePlace[],
  ) {
    super();
  }
}

@CommandHandler(OrderRoles)
export class OrderRolesHandler implements ICommandHandler<OrderRoles> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, places }: OrderRoles): Promise<void> {
    return this.runner.run(originOf(caller), async (unit) => {
      const roles: ExistingRole[] = [];
      for (const { id } of await roleNames(unit)) {
        const { state } = await unit.load(roleStream(id));
        if (state.exists) roles.push(state);
      }
      const actor = await authorityOf(unit, caller.userId);
      for (const event of accepted(decideOrderRoles(places, { actor, roles }))) {
        unit.append(roleStream(event.data.role_id), [event]);
      }
    });
  }
}
