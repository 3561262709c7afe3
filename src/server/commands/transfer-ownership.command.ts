import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { UserId } from '../../platform/ids.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { membershipOf } from '../../members/facts/membership.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideTransferOwnership } from '../ownership.decide.js';
import { serverState } from '../facts/server-state.js';
import { memberStream } from '../../members/member.fold.js';
import { SERVER_STREAM } from '../server.fold.js';

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
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, userId }: TransferOwnership): Promise<OwnershipTransferred> {
    return runOnce(this.runner, caller, async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const { owner } = await serverState(unit);
      const heir = await membershipOf(unit, userId);
      const ownersRoles = owner === null ? [] : (await membershipOf(unit, owner)).roleIds;
      const events = accepted(decideTransferOwnership({ actor, owner, heir, ownersRoles }));
      // In this order: at no position of the log is the owner without the role.
      unit.append(memberStream(userId), events.heir);
      unit.append(SERVER_STREAM, events.server);
      if (owner !== null) unit.append(memberStream(owner), events.formerOwner);
      return { owner: userId, formerOwner: owner === userId ? null : owner };
    });
  }
}
