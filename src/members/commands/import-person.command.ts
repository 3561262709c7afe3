import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import type { RoleId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import type { Stage } from '../../event-store/commands/stage.js';
import { isRegistered } from '../../identity/facts/is-registered.js';
import { Sessions } from '../../identity/sessions.js';
import { revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { authorityOf, roleById } from '../../roles/facts/authority-of.js';
import { serverState } from '../../server/facts/server-state.js';
import {
  decideImportPerson,
  type ImportedPerson,
  type PersonOutcomes,
} from '../member-import.decide.js';
import { importedBeforeStream } from '../imported-before.fold.js';
import { memberStream } from '../member.fold.js';

/** Takes somebody over from another community: as a member, banned, listed. */
export class ImportPerson extends Command<PersonOutcomes> {
  constructor(
    readonly caller: Caller,
    readonly person: ImportedPerson,
    /** A transaction, or a rehearsal. */
    readonly stage: Stage,
  ) {
    super();
  }
}

@CommandHandler(ImportPerson)
export class ImportPersonHandler implements ICommandHandler<ImportPerson> {
  constructor(private readonly sessions: Sessions) {}

  async execute({ caller, person, stage }: ImportPerson): Promise<PersonOutcomes> {
    const { userId } = person.key;
    const stream = memberStream(userId);
    const { state } = await stage.load(stream);
    const { state: before } = await stage.load(importedBeforeStream(userId));
    const decision = accepted(
      decideImportPerson(person, {
        actor: await authorityOf(stage, caller.userId),
        registered: await isRegistered(stage, userId),
        state,
        before,
        owner: (await serverState(stage)).owner,
        rolesHere: await rolesHere(stage, person),
        now: stage.meta.now,
      }),
    );
    const { events, outcomes } = decision;
    const last = stage.append(stream, events);
    if (outcomes.ban?.outcome === 'taken') {
      await revokeInvitesBy(stage, userId, 'creator_banned', last);
      this.sessions.endAllOf(stage, userId);
    }
    return outcomes;
  }
}

/** Those of a person's roles that exist here. */
async function rolesHere(stage: Stage, { membership }: ImportedPerson): Promise<readonly RoleId[]> {
  const found: RoleId[] = [];
  for (const id of membership?.role_ids ?? []) if (await roleById(stage, id)) found.push(id);
  return found;
}
