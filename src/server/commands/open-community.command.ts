import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { roleById } from '../../roles/queries/authority-of.js';
import { builtinRoles, roleStream } from '../../roles/role.events.js';
import { decideCreateServer, serverDecider, type ServerState } from '../server.decider.js';
import { SERVER_STREAM } from '../server.events.js';

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
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ correlationId }: OpenCommunity): Promise<ServerState> {
    const { name, icon, membershipMode: membership_mode } = this.config.server;
    const meta = { actor: 'system', now: this.clock.now(), correlationId };
    return this.runner.run(meta, async (unit) => {
      const { state } = await unit.load(serverDecider, SERVER_STREAM);
      const events = decideCreateServer({ name, icon, membership_mode }, state);
      unit.append(SERVER_STREAM, events);
      if (events.length > 0) {
        for (const role of builtinRoles()) {
          const stream = roleStream(role.data.role_id);
          await roleById(unit, role.data.role_id);
          unit.append(stream, [role]);
        }
      }
      return (await unit.load(serverDecider, SERVER_STREAM)).state;
    });
  }
}
