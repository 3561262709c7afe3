import { Injectable, Logger } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { Server } from 'socket.io';
import { answerTo } from '../../http/problem.filter.js';
import { Refusal } from '../../platform/refusal.js';
import { Admission, type Admitted } from '../feed/admission.js';
import type { Broadcaster, Connection } from '../feed/connection.js';
import { GatewayHub } from '../feed/hub.js';
import {
  GATEWAY_PATH,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  type Envelope,
  type ServerMessages,
} from '../feed/protocol.js';
import { TalkLimit } from '../feed/talk-limit.js';
import { roomOf, SocketConnection, type GatewaySocket } from './socket-connection.js';

type Line = GatewaySocket['conn'];
type GatewayServer = Server<Record<string, never>, ServerMessages, object, Admitted>;

const HANDSHAKE_MS = 10_000;

/** Sends to the rooms of Socket.IO: a message is encoded once for all sockets. */
@Injectable()
export class SocketBroadcaster implements Broadcaster {
  server: GatewayServer | undefined;

  broadcast(permissions: readonly number[], envelope: Envelope): void {
    // The event's name is the op of this very envelope, which the types cannot follow.
    this.server?.to(permissions.map(roomOf)).emit(envelope.op, envelope as never);
  }

  sendTo(connections: readonly Connection[], envelope: Envelope): void {
    // Each socket is in a room of its own. Without any room, everybody would be meant.
    const rooms = connections.flatMap((each) =>
      each instanceof SocketConnection && each.isOpen ? each.id : [],
    );
    if (rooms.length > 0) this.server?.to(rooms).emit(envelope.op, envelope as never);
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

  /** Who is on which connection, or on their way in. */
  private readonly lines = new WeakMap<Line, SocketConnection | undefined>();

  constructor(
    private readonly hub: GatewayHub,
    private readonly broadcaster: SocketBroadcaster,
    private readonly admission: Admission,
  ) {}

  /** Guards do not run at connection time in Nest (nestjs/nest#882): this does. */
  afterInit(server: GatewayServer): void {
    this.broadcaster.server = server;
    server.engine.on('connection', (line: Line) => this.listen(line));
    server.use((socket, next) => {
      // As Socket.IO itself does with who asks once more when they are in; before that it would let them in twice.
      if (this.lines.has(socket.conn)) {
        socket.conn.close();
        return;
      }
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(asConnectError(error, this.logger)),
      );
    });
  }

  handleConnection(socket: GatewaySocket): void {
    const connection = new SocketConnection(socket);
    this.lines.set(socket.conn, connection);
    socket.on('disconnect', () => {
      this.hub.disconnect(connection);
      // Whoever has left leaves nothing open: a line serves one client.
      socket.conn.close();
    });
    this.hub.connect(connection, socket.data.since);
  }

  /** Counts what comes, also from whoever has not been let in. */
  private listen(line: Line): void {
    const talk = new TalkLimit(performance.now());
    line.on('packet', () => {
      if (talk.mayTalk(performance.now())) return;
      const connection = this.lines.get(line);
      if (connection) connection.close('too_many_messages');
      else line.request.socket.destroy();
    });
  }

  private async admit(socket: GatewaySocket): Promise<void> {
    const { conn: line, handshake } = socket;
    this.lines.set(line, undefined);
    try {
      socket.data = await this.admission.admit(handshake.auth.token, handshake.auth.since);
    } catch (error) {
      this.lines.delete(line);
      throw error;
    }
  }
}

/** What the client gets as `connect_error`: `data` holds the code and the detail. */
function asConnectError(error: unknown, logger: Logger): Error {
  if (!(error instanceof Refusal)) logger.error(error);
  const { code, detail } = answerTo(error);
  return Object.assign(new Error(detail), { data: { code, detail } });
}
