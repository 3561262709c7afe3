import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { originOf, type Caller } from '../../http/caller.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { decideChangeSettings } from '../server.decide.js';
import { type ServerSettings } from '../server.events.js';
import { SERVER_STREAM } from '../server.fold.js';

export class ChangeSettings extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly changes: Partial<ServerSettings>,
  ) {
    super();
  }
}

@CommandHandler(ChangeSettings)
export class ChangeSettingsHandler implements ICommandHandler<ChangeSettings> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller, changes }: ChangeSettings): Promise<void> {
    return this.runner.run(originOf(caller), async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const { state } = await unit.load(SERVER_STREAM);
      const events = accepted(decideChangeSettings(changes, state, actor));
      unit.append(SERVER_STREAM, events);
    });
  }
}
