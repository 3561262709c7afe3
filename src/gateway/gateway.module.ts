import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { ServerModule } from '../server/server.module.js';
import { BroadcastHandler, BroadcastSaga } from './broadcast.saga.js';
import { BROADCASTER } from './connection.js';
import { EventsGateway, SocketBroadcaster } from './events.gateway.js';
import { GatewayHub } from './hub.js';
import { LogFollower } from './log-follower.js';

@Module({
  imports: [IdentityModule, ServerModule],
  providers: [
    SocketBroadcaster,
    { provide: BROADCASTER, useExisting: SocketBroadcaster },
    GatewayHub,
    EventsGateway,
    BroadcastSaga,
    BroadcastHandler,
    LogFollower,
  ],
  exports: [LogFollower, GatewayHub],
})
export class GatewayModule {}
