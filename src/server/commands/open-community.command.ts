import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { bySystem } from '../../event-store/commands/stage.js';
import { roleById } from '../../roles/facts/authority-of.js';
import { builtinRoles } from '../../roles/role.events.js';
import { roleStream } from '../../roles/role.fold.js';
import { decideCreateServer } from '../server.decide.js';
import { SERVER_STREAM, type ServerState } from '../server.fold.js';

/** Makes the community, with its two roles, unless it is there. Answers how it stands. */
export class OpenCommunity extends Command<ServerState> {
  constructor(readonly correlationId: string) {
    super();
  }
}

@CommandHandler(OpenCommunity)
export class OpenCommunityHandler implements ICommandHandler<OpenCommunity> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ correlationId }: OpenCommunity): Promise<ServerState> {
    const { name, icon, membershipMode: membership_mode } = this.config.server;
    return this.runner.run(bySystem(correlationId), async (unit) => {
      const { state } = await unit.load(SERVER_STREAM);
      const events = decideCreateServer({ name, icon, membership_mode }, state);
      unit.append(SERVER_STREAM, events);
      if (events.length > 0) {
        for (const role of builtinRoles()) {
          const stream = roleStream(role.data.role_id);
          await roleById(unit, role.data.role_id);
          unit.append(stream, [role]);
        }
      }
      return (await unit.load(SERVER_STREAM)).state;
    });
  }
}
