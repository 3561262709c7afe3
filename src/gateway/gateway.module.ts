import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { ServerModule } from '../server/server.module.js';
import { BroadcastHandler, BroadcastSaga } from './broadcast.saga.js';
import { Admission } from './admission.js';
import { BROADCASTER, type Broadcaster } from './connection.js';
import { EventsGateway, SocketBroadcaster } from './events.gateway.js';
import { GatewayHub } from './hub.js';
import { LogFeed } from './log-feed.js';
import { PlainGateway } from './plain-gateway.js';
import { SessionEnds } from './session-ends.js';
import { Upgrades } from './upgrades.js';
import { WebSocketBroadcaster } from './websocket-connection.js';

@Module({
  imports: [IdentityModule, ServerModule],
  providers: [
    SocketBroadcaster,
    WebSocketBroadcaster,
    {
      provide: BROADCASTER,
      inject: [SocketBroadcaster, WebSocketBroadcaster],
      useFactory: (...both: readonly Broadcaster[]): Broadcaster => ({
        broadcast(permissions, envelope) {
          for (const each of both) each.broadcast(permissions, envelope);
        },
      }),
    },
    GatewayHub,
    Admission,
    EventsGateway,
    PlainGateway,
    Upgrades,
    BroadcastSaga,
    BroadcastHandler,
    LogFeed,
    SessionEnds,
  ],
  exports: [LogFeed, GatewayHub],
})
export class GatewayModule {}
