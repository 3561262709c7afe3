import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { ConfigModule } from '../app.module.js';
import type { Caller } from '../http/caller.js';
import { requestId, SYSTEM } from '../platform/ids.js';
import { ValidationFailed } from '../http/validation.js';
import type { Config } from '../config.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { States } from '../event-store/states.js';
import { READ_MODELS, type ReadModels } from '../event-store/event-store.js';
import { EventStoreModule, type Sources } from '../event-store.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { UserIds } from '../identity/user-ids.js';
import { InvitesModule } from '../invites/invites.module.js';
import { MembersModule } from '../members/members.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { ServerModule } from '../server/server.module.js';
import { TransparencyModule } from '../transparency/transparency.module.js';
import { communityOf, openStored, type DatabaseOption } from './databases.js';
import { Failure, refusedAs, WrongUsage } from './failures.js';
import { standingsIn } from '../standings.js';
import { WebModule } from '../web/web.module.js';

/** The commands and queries of the server, without HTTP, sockets and what is done from time to time. */
@Module({})
export class CommandsModule {
  static with(config: Config, sources?: Sources): DynamicModule {
    return {
      module: CommandsModule,
      imports: [
        // Nobody is counted here, and what a start makes is left to it.
        ConfigModule.with({ ...config, rateLimits: 'off', makesSigningKey: false }),
        CqrsModule.forRoot(),
        sources ? EventStoreModule.with(sources) : EventStoreModule,
        ServerModule,
        RolesModule,
        IdentityModule,
        MembersModule,
        InvitesModule,
        WebModule,
        TransparencyModule,
      ],
    };
  }
}

export interface Buses {
  readonly commands: CommandBus;
  readonly queries: QueryBus;
  readonly runner: CommandRunner;
  readonly states: States;
  readonly readModels: ReadModels;
  readonly userIds: UserIds;
  readonly config: Config;
  /** Whoever runs the command line. */
  readonly operator: Caller;
}

/**
 * Does `work` with the server's own commands and queries, also while the server runs: it hears of what
 * was appended within a second.
 */
export async function withBuses<Result>(
  options: DatabaseOption,
  work: (buses: Buses) => Promise<Result>,
): Promise<Result> {
  const { config, address, named } = communityOf(options);
  const log = await refusedAs(named, () => openStored(address));
  try {
    // A start would do both; it is not for us to do it beside a server that may be running.
    if ((await log.head()).position === 0) {
      throw new Failure(`${named}: there is no community in it yet; start Gatehouse once.`);
    }
    const stale = (await standingsIn(log)).find(({ current }) => !current);
    if (stale) {
      throw new Failure(`${named}: ${stale.name} is of another version; \`gatehouse migrate up\`.`);
    }
  } finally {
    await log.close();
  }
  const app = await NestFactory.createApplicationContext(CommandsModule.with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work({
      commands: app.get(CommandBus),
      queries: app.get(QueryBus),
      runner: app.get(CommandRunner),
      states: app.get(States),
      readModels: app.get<ReadModels>(READ_MODELS),
      userIds: app.get(UserIds),
      config,
      operator: { userId: SYSTEM, requestId: `cli-${requestId()}` },
    });
  } catch (error) {
    if (error instanceof ValidationFailed) throw new WrongUsage(`${error.detail}.`);
    throw error;
  } finally {
    await app.close();
  }
}
