import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import type { OpenSession } from '../session-table.js';
import { Sessions } from '../sessions.js';

/** Ends some of the open sessions of whoever asks. */
export class EndSessions extends Command<void> {
  constructor(
    readonly caller: Caller,
    /** Which of them; may refuse. */
    readonly chosen: (open: readonly OpenSession[]) => readonly OpenSession[],
  ) {
    super();
  }
}

@CommandHandler(EndSessions)
export class EndSessionsHandler implements ICommandHandler<EndSessions> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly sessions: Sessions,
  ) {}

  async execute({ caller, chosen }: EndSessions): Promise<void> {
    let ended: readonly string[] = [];
    await runOnce(this.runner, caller, async (unit) => {
      const open = await this.sessions.openIn(unit, caller.userId);
      ended = chosen(open).map(({ hash }) => hash);
      this.sessions.end(unit, ended);
    });
    this.sessions.endings.note(ended);
  }
}
