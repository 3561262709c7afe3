import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import type { RowOutcome } from '../../platform/imported.js';
import { accepted } from '../../platform/refusal.js';
import type { Stage } from '../../event-store/commands/stage.js';
import { sql } from '../../event-store/statement.js';
import { membershipOf } from '../../members/facts/membership.js';
import { authorityOf, roleById } from '../../roles/facts/authority-of.js';
import { decideImportInvite, type ImportedInvite } from '../invite-import.decide.js';
import { inviteStream } from '../invite.fold.js';

/** Takes an invite over from another community, with the uses that it had. */
export class ImportInvite extends Command<RowOutcome> {
  constructor(
    readonly caller: Caller,
    readonly invite: ImportedInvite,
    /** A transaction, or a rehearsal. */
    readonly stage: Stage,
  ) {
    super();
  }
}

@CommandHandler(ImportInvite)
export class ImportInviteHandler implements ICommandHandler<ImportInvite> {
  async execute({ caller, invite, stage }: ImportInvite): Promise<RowOutcome> {
    const { code, created_by, grant_role_id } = invite;
    const { state } = await stage.load(inviteStream(code));
    const issued = await stage.get(
      sql('SELECT 1 AS taken FROM {invites} WHERE LOWER(code) = ?', code.toLowerCase()),
    );
    const decision = accepted(
      decideImportInvite(invite, {
        actor: await authorityOf(stage, caller.userId),
        state,
        isCodeTaken: issued !== undefined,
        isCreatorBanned: (await membershipOf(stage, created_by)).banned,
        inviter: await authorityOf(stage, created_by),
        role: grant_role_id === null ? undefined : await roleById(stage, grant_role_id),
        now: stage.meta.now,
      }),
    );
    stage.append(inviteStream(code), decision.events);
    return decision.outcome;
  }
}
