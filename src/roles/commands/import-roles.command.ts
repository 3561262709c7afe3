import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import type { RowOutcome } from '../../platform/imported.js';
import { accepted } from '../../platform/refusal.js';
import type { Stage } from '../../event-store/commands/stage.js';
import { authorityOf } from '../facts/authority-of.js';
import { decideImportRole, type ImportedRole } from '../role-import.decide.js';
import { roleStream } from '../role.fold.js';
import { roleNames } from '../role-names.js';

/** Takes the roles of another community over. Answers what became of each. */
export class ImportRoles extends Command<readonly RowOutcome[]> {
  constructor(
    readonly caller: Caller,
    readonly roles: readonly ImportedRole[],
    /** A transaction, or a rehearsal. */
    readonly stage: Stage,
  ) {
    super();
  }
}

@CommandHandler(ImportRoles)
export class ImportRolesHandler implements ICommandHandler<ImportRoles> {
  async execute({ caller, roles, stage }: ImportRoles): Promise<readonly RowOutcome[]> {
    const actor = await authorityOf(stage, caller.userId);
    const known = [...(await roleNames(stage))];
    const outcomes: RowOutcome[] = [];
    for (const role of roles) {
      const stream = roleStream(role.role_id);
      const { state, version } = await stage.load(stream);
      const { now } = stage.meta;
      const decision = accepted(
        decideImportRole(role, { actor, state, version, roles: known, now }),
      );
      stage.append(stream, decision.events);
      for (const { type, data } of decision.events) {
        if (type === 'RoleCreated') known.push({ id: role.role_id, name: data.name });
      }
      outcomes.push(decision.outcome);
    }
    return outcomes;
  }
}
