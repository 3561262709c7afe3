import { Module, type OnModuleInit } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { GatewayModule } from '../gateway/gateway.module.js';
import { GatewayHub } from '../gateway/feed/hub.js';
import { LogFeed } from '../gateway/feed/log-feed.js';
import { IdentityModule } from '../identity/identity.module.js';
import { Checkpoints } from './checkpoints.js';
import { Housekeeping } from './housekeeping.js';
import { Metrics } from './metrics.js';
import { OperationsController } from './operations.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), GatewayModule, IdentityModule],
  controllers: [OperationsController],
  providers: [Readiness, Housekeeping, Checkpoints],
})
export class OperationsModule implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly hub: GatewayHub,
    private readonly feed: LogFeed,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'gatehouse_gateway_connections',
      'Clients on the gateway.',
      () => this.hub.connections,
    );
    this.metrics.gauge(
      'gatehouse_gateway_lag_events',
      'Committed events that the gateway has not delivered yet.',
      () => this.feed.lag(),
    );
  }
}
