import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import type { InviteCode } from '../../platform/ids.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { bySystem } from '../../event-store/commands/stage.js';
import { UnreadableEvent } from '../../event-store/errors.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { decideExpire } from '../invite.decide.js';
import { inviteStream } from '../invite.fold.js';

/** How many expiries are recorded in one sweep. */
const AT_ONCE = 500;

/** Records the expiries that have come. Answers how many. */
export class ExpireInvites extends Command<number> {
  constructor(readonly correlationId: string) {
    super();
  }
}

@CommandHandler(ExpireInvites)
export class ExpireInvitesHandler implements ICommandHandler<ExpireInvites> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ correlationId }: ExpireInvites): Promise<number> {
    const now = this.clock.now();
    const due = await this.readModels.all<{ code: InviteCode }>(
      `SELECT code FROM {invites}
       WHERE expires_at IS NOT NULL AND expiry_recorded = 0 AND expires_at <= ?
         AND standing IN ('open', 'paused')
       ORDER BY expires_at, code LIMIT ?`,
      now,
      AT_ONCE,
    );
    const recorded = due.map(({ code }) =>
      this.runner.run(bySystem(correlationId), async (unit) => {
        const { state } = await unit.load(inviteStream(code));
        const events = decideExpire(state, unit.meta.now);
        unit.append(inviteStream(code), events);
        return events.length;
      }),
    );
    const settled = await Promise.allSettled(recorded);
    const failed = settled.find(
      (each) => each.status === 'rejected' && !(each.reason instanceof UnreadableEvent),
    );
    if (failed?.status === 'rejected') throw failed.reason;
    return settled.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0), 0);
  }
}
