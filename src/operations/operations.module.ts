import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { GatewayModule } from '../gateway/gateway.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { ServerModule } from '../server/server.module.js';
import { Checkpoints } from './checkpoints.js';
import { Gauges } from './gauges.js';
import { Housekeeping } from './housekeeping.js';
import { OperationsController } from './operations.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), GatewayModule, IdentityModule, ServerModule],
  controllers: [OperationsController],
  providers: [Readiness, Gauges, Housekeeping, Checkpoints],
})
export class OperationsModule {}
