import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import type { IfMatch } from '../../platform/if-match.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { sql } from '../../event-store/statement.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import type { ServerView } from '../facts/server-info.js';
import { decideChangeSettings } from '../server.decide.js';
import { type ServerSettings } from '../server.events.js';
import { SERVER_STREAM } from '../server.fold.js';

export class ChangeSettings extends Command<ServerView> {
  constructor(
    readonly caller: Caller,
    readonly changes: Partial<ServerSettings>,
    readonly ifMatch: IfMatch,
  ) {
    super();
  }
}

const MEMBER_COUNT = sql('SELECT member_count FROM {server}');

@CommandHandler(ChangeSettings)
export class ChangeSettingsHandler implements ICommandHandler<ChangeSettings> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, changes, ifMatch }: ChangeSettings): Promise<ServerView> {
    return runOnce(this.runner, caller, async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const server = await unit.load(SERVER_STREAM);
      unit.append(
        SERVER_STREAM,
        accepted(decideChangeSettings(changes, server, { actor, ifMatch })),
      );
      const { state, version } = await unit.load(SERVER_STREAM);
      const { name, icon, membership_mode, accent_color } = state;
      const counted = await unit.get<Pick<ServerView, 'member_count'>>(MEMBER_COUNT);
      const { member_count = 0 } = counted ?? {};
      return { name, icon, membership_mode, accent_color, member_count, version };
    });
  }
}
