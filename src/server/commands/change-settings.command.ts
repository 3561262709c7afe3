import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { authorityOf } from '../../roles/queries/authority-of.js';
import { decideChangeSettings, serverDecider } from '../server.decider.js';
import { SERVER_STREAM, type ServerSettings } from '../server.events.js';

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
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, changes }: ChangeSettings): Promise<void> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const { state } = await unit.load(serverDecider, SERVER_STREAM);
      const events = decideChangeSettings(changes, state, actor);
      if (events instanceof Refusal) return events;
      unit.append(SERVER_STREAM, events);
      return undefined;
    });
  }
}
