import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditModule } from './audit/audit.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { CONFIG, type Config } from './config.js';
import { DecentcomModule } from './decentcom/decentcom.module.js';
import { EventStoreModule } from './event-store.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { InvitesModule } from './invites/invites.module.js';
import { MembersModule } from './members/members.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { RolesModule } from './roles/roles.module.js';
import { ServerModule } from './server/server.module.js';
import { TransparencyModule } from './transparency/transparency.module.js';
import { WebModule } from './web/web.module.js';

@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    const provider = { provide: CONFIG, useValue: config };
    return { module: ConfigModule, global: true, providers: [provider], exports: [CONFIG] };
  }
}

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        CqrsModule.forRoot(),
        ScheduleModule.forRoot(),
        EventStoreModule,
        ServerModule,
        RolesModule,
        IdentityModule,
        MembersModule,
        InvitesModule,
        AuditModule,
        TransparencyModule,
        GatewayModule,
        OperationsModule,
        WebModule,
        ...(config.decentcom ? [DecentcomModule] : []),
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
