import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import type { RowOutcome } from '../../platform/imported.js';
import { accepted } from '../../platform/refusal.js';
import type { Stage } from '../../event-store/commands/stage.js';
import { sql } from '../../event-store/statement.js';
import { authorityOf } from '../facts/authority-of.js';
import { decideImportRole, type ImportedRole } from '../role-import.decide.js';
import { roleStream } from '../role.fold.js';

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

const COUNT = sql('SELECT COUNT(*) AS count FROM {roles}');

@CommandHandler(ImportRoles)
export class ImportRolesHandler implements ICommandHandler<ImportRoles> {
  async execute({ caller, roles, stage }: ImportRoles): Promise<readonly RowOutcome[]> {
    const actor = await authorityOf(stage, caller.userId);
    const row = await stage.get<{ count: number }>(COUNT);
    let roleCount = row?.count ?? 0;
    const outcomes: RowOutcome[] = [];
    for (const role of roles) {
      const stream = roleStream(role.role_id);
      const { state, version } = await stage.load(stream);
      const { now } = stage.meta;
      const decision = accepted(decideImportRole(role, { actor, state, version, roleCount, now }));
      stage.append(stream, decision.events);
      if (decision.events.some(({ type }) => type === 'RoleCreated')) roleCount++;
      outcomes.push(decision.outcome);
    }
    return outcomes;
  }
}
