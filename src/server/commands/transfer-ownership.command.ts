import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { UserId } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { membershipOf } from '../../members/queries/membership.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { decideTransferOwnership } from '../ownership.decider.js';
import { serverState } from '../queries/server-state.js';
import { SERVER_STREAM } from '../server.events.js';

export interface OwnershipTransferred {
  readonly owner: UserId;
  /** `null` when they were the owner already. */
  readonly formerOwner: UserId | null;
}

/** Makes another member the owner. */
export class TransferOwnership extends Command<OwnershipTransferred> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
  ) {
    super();
  }
}

@CommandHandler(TransferOwnership)
export class TransferOwnershipHandler implements ICommandHandler<TransferOwnership> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, userId }: TransferOwnership): Promise<OwnershipTransferred> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const { owner } = await serverState(unit);
      const heir = await membershipOf(unit, userId);
      const ownersRoles = owner === null ? [] : (await membershipOf(unit, owner)).roleIds;
      const events = decideTransferOwnership({ actor, owner, heir, ownersRoles });
      if (events instanceof Refusal) return events;
      // In this order: at no position of the log is the owner without the role.
      unit.append(userStream(userId), events.heir);
      unit.append(SERVER_STREAM, events.server);
      if (owner !== null) unit.append(userStream(owner), events.formerOwner);
      return { owner: userId, formerOwner: owner === userId ? null : owner };
    });
  }
}
