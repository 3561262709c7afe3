import { Injectable, Logger } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { Server } from 'socket.io';
import { refuse, Refusal } from '../common/refusal.js';
import { CommandRunner } from '../event-store/command-runner.js';
import { Sessions, tokenHash } from '../identity/sessions.js';
import { authorityOf } from '../roles/queries/authority-of.js';
import type { Broadcaster } from './connection.js';
import { GatewayHub } from './hub.js';
import {
  GATEWAY_PATH,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
  type Envelope,
  type ServerMessages,
} from './protocol.js';
import {
  roomOf,
  SocketConnection,
  type GatewaySocket,
  type SocketData,
} from './socket-connection.js';

type GatewayServer = Server<Record<string, never>, ServerMessages, object, SocketData>;

const HANDSHAKE_MS = 10_000;
const MAX_MESSAGE_BYTES = 64 * 1024;

/** Sends to the rooms of Socket.IO: a message is encoded once for all sockets. */
@Injectable()
export class SocketBroadcaster implements Broadcaster {
  server: GatewayServer | undefined;

  broadcast(permissions: readonly number[], envelope: Envelope): void {
    // The event's name is the op of this very envelope, which the types cannot follow.
    this.server?.to(permissions.map(roomOf)).emit(envelope.op, envelope as never);
  }
}

/** The gateway on Socket.IO: lets members in and hands their connections to the hub. */
@WebSocketGateway({
  path: GATEWAY_PATH,
  transports: ['websocket'],
  serveClient: false,
  pingInterval: HEARTBEAT_INTERVAL_MS,
  pingTimeout: HEARTBEAT_TIMEOUT_MS,
  connectTimeout: HANDSHAKE_MS,
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
})
export class EventsGateway implements OnGatewayInit, OnGatewayConnection {
  private readonly logger = new Logger(EventsGateway.name);

  constructor(
    private readonly hub: GatewayHub,
    private readonly broadcaster: SocketBroadcaster,
    private readonly sessions: Sessions,
    private readonly states: CommandRunner,
  ) {
    sessions.onEnd((hash) => hub.endSession(hash));
  }

  /** Guards do not run at connection time in Nest (nestjs/nest#882): this does. */
  afterInit(server: GatewayServer): void {
    this.broadcaster.server = server;
    server.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(asConnectError(error, this.logger)),
      );
    });
  }

  handleConnection(socket: GatewaySocket): void {
    const connection = new SocketConnection(socket);
    socket.on('disconnect', () => this.hub.disconnect(connection));
    this.hub.connect(connection, socket.data.since);
  }

  private async admit(socket: GatewaySocket): Promise<void> {
    const { token, since } = socket.handshake.auth;
    const session = typeof token === 'string' ? await this.sessions.find(token) : undefined;
    if (typeof token !== 'string' || !session) {
      throw refuse('UNAUTHENTICATED', 'Send a valid session as auth.token.');
    }
    const { isMember } = await authorityOf(this.states, session.userId);
    if (!isMember) throw refuse('NOT_A_MEMBER', 'Only members can connect to the gateway.');
    socket.data = {
      userId: session.userId,
      tokenHash: tokenHash(token),
      sessionEndsAt: Date.parse(session.expiresAt),
      since: positionIn(since),
    };
  }
}

/** The last position that a client has seen, from its handshake. */
function positionIn(since: unknown): number | undefined {
  if (since === undefined || since === null) return undefined;
  const position = typeof since === 'string' && /^\d{1,15}$/.test(since) ? Number(since) : since;
  if (typeof position === 'number' && Number.isSafeInteger(position) && position >= 0) {
    return position;
  }
  throw refuse('VALIDATION_FAILED', 'auth.since must be the position of an event: a whole number.');
}

/** What the client gets as `connect_error`: `data` holds the code and the detail. */
function asConnectError(error: unknown, logger: Logger): Error {
  const known = error instanceof Refusal;
  if (!known) logger.error(error);
  const code = known ? error.code : 'INTERNAL_ERROR';
  const detail = known ? error.detail : 'Something went wrong on our side.';
  return Object.assign(new Error(detail), { data: { code, detail } });
}
