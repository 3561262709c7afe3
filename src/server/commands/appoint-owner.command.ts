import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import type { UserId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import type { Stage } from '../../event-store/commands/stage.js';
import { revokeOwnerLink } from '../../invites/consequences/owner-link.js';
import { membershipOf } from '../../members/facts/membership.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideAppointOwner } from '../ownership.decide.js';
import { serverState } from '../facts/server-state.js';
import { memberStream } from '../../members/member.fold.js';
import { SERVER_STREAM } from '../server.fold.js';

/** Makes a member the owner of a community that has none. Answers whether that changed anything. */
export class AppointOwner extends Command<boolean> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
    /** A transaction, or a rehearsal. */
    readonly stage: Stage,
  ) {
    super();
  }
}

@CommandHandler(AppointOwner)
export class AppointOwnerHandler implements ICommandHandler<AppointOwner> {
  async execute({ caller, userId, stage }: AppointOwner): Promise<boolean> {
    const heir = await membershipOf(stage, userId);
    const { owner } = await serverState(stage);
    const actor = await authorityOf(stage, caller.userId);
    const events = accepted(decideAppointOwner({ actor, owner, heir }));
    if (events.server.length === 0) return false;
    // In this order: at no position of the log is the owner without the role.
    stage.append(memberStream(userId), events.heir);
    const appointed = stage.append(SERVER_STREAM, events.server);
    await revokeOwnerLink(stage, { cause: 'owner_appointed', causedBy: appointed });
    return true;
  }
}
