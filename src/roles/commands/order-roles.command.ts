import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../facts/authority-of.js';
import { roleStream } from '../role.fold.js';
import { roleNames } from '../role-names.js';
import { highestFirst, roleView, type RoleView } from '../role-view.js';
import { decideOrderRoles, type RolePlace } from '../role-order.decide.js';

/** Gives all roles their positions in one append. */
export class OrderRoles extends Command<readonly RoleView[]> {
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

  execute({ caller, places }: OrderRoles): Promise<readonly RoleView[]> {
    return runOnce(this.runner, caller, async (unit) => {
      const streams = (await roleNames(unit)).map(({ id }) => roleStream(id));
      const load = () => Promise.all(streams.map((stream) => unit.load(stream)));
      const roles = (await load()).flatMap(({ state, version }) =>
        state.exists ? [{ ...state, version }] : [],
      );
      const actor = await authorityOf(unit, caller.userId);
      for (const event of accepted(decideOrderRoles(places, { actor, roles }))) {
        unit.append(roleStream(event.data.role_id), [event]);
      }
      return highestFirst((await load()).map(roleView));
    });
  }
}
