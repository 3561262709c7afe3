import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { States } from '../../event-store/states.js';
import { loadInvitesBy, revokeInvitesBy } from '../../invites/consequences/revoke-invites.js';
import { serverState } from '../../server/facts/server-state.js';
import { decideLeave } from '../member.decide.js';
import { memberStream } from '../member.fold.js';

/** Takes the caller out, and with them the invites that they made. */
export class Leave extends Command<void> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@CommandHandler(Leave)
export class LeaveHandler implements ICommandHandler<Leave> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ caller }: Leave): Promise<void> {
    // Before the lock is taken.
    await loadInvitesBy(this.states, this.readModels, caller.userId);
    return runOnce(this.runner, caller, async (unit) => {
      const stream = memberStream(caller.userId);
      const { state } = await unit.load(stream);
      const { owner } = await serverState(unit);
      const events = accepted(decideLeave(caller.userId, state, owner));
      const left = unit.append(stream, events);
      await revokeInvitesBy(unit, caller.userId, 'creator_left', left);
    });
  }
}
