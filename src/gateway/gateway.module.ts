import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { ServerModule } from '../server/server.module.js';
import { BroadcastHandler, BroadcastSaga } from './feed/broadcast.saga.js';
import { Admission } from './feed/admission.js';
import { BROADCASTER, type Broadcaster } from './feed/connection.js';
import { EventsGateway, SocketBroadcaster } from './socket-io/events.gateway.js';
import { GatewayHub } from './feed/hub.js';
import { LogFeed } from './feed/log-feed.js';
import { PlainGateway } from './websocket/plain-gateway.js';
import { SessionEnds } from './feed/session-ends.js';
import { Upgrades } from './websocket/upgrades.js';
import { WebSocketBroadcaster } from './websocket/websocket-connection.js';

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
        sendTo(connections, envelope) {
          for (const each of both) each.sendTo(connections, envelope);
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
