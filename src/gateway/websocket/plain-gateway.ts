import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ProblemCode } from '../../platform/problem-codes.js';
import { Refusal } from '../../platform/refusal.js';
import { bearerToken, tokenHash } from '../../identity/token.js';
import { Admission } from '../feed/admission.js';
import { readClientMessage } from './client-messages.js';
import { GatewayHub } from '../feed/hub.js';
import { PlainClient } from './plain-client.js';
import { CLOSINGS, type Closing } from '../feed/closings.js';
import { MAX_MESSAGE_BYTES } from '../feed/protocol.js';
import { encode, WebSocketBroadcaster, WebSocketConnection } from './websocket-connection.js';

/** How often heartbeats and the deadlines of all clients are looked at. */
const SWEEP_MS = 1000;
/** How long a client may take to agree that its connection is closed. */
const GOODBYE_MS = 1000;
/** So many may be connected without having said who they are; past that the oldest has to go. */
export const MAX_UNIDENTIFIED = 2000;

const OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
};

/**
 * The gateway for clients that speak WebSocket and nothing on top of it. Lets members in and hands
 * their connections to the hub, which sends them what it sends on Socket.IO.
 *
 * Any origin may connect: the token is the only authority. No cookie is ever read, so a page of
 * somebody else's has nothing to connect with.
 */
@Injectable()
export class PlainGateway {
  private readonly logger = new Logger(PlainGateway.name);
  private readonly server: WebSocketServer;
  private readonly clients = new Set<PlainClient>();
  /** Those who have not said who they are, the oldest first. */
  private readonly strangers = new Set<PlainClient>();
  private readonly connections = new Map<PlainClient, WebSocketConnection>();
  private stopping = false;

  constructor(
    @Inject(GatewayHub) private readonly hub: Pick<GatewayHub, 'connect' | 'disconnect'>,
    @Inject(Admission) private readonly admission: Pick<Admission, 'admit'>,
    private readonly broadcaster: WebSocketBroadcaster,
    @Optional() goodbyeMs: number = GOODBYE_MS,
  ) {
    const options = { ...OPTIONS, closeTimeout: goodbyeMs };
    this.server = new WebSocketServer(options);
  }

  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      this.accept(webSocket, request);
    });
  }

  /** Sends heartbeats and closes who did not answer in time, or never said who they are. */
  @Interval(SWEEP_MS)
  sweep(now = performance.now()): void {
    const heartbeat = encode({ op: 'HEARTBEAT', d: {}, t: Math.floor(Date.now() / 1000) });
    for (const client of this.clients) client.check(now, heartbeat);
  }

  /** Closes every connection, and from now on each new one at once. */
  stop(): void {
    this.stopping = true;
    for (const client of this.clients) client.close(CLOSINGS.SHUTTING_DOWN);
  }

  private accept(socket: WebSocket, request: IncomingMessage): void {
    const { token, since } = credentialsOf(request);
    const client = new PlainClient(socket, since, performance.now(), () => this.forget(client));
    this.clients.add(client);
    socket.on('message', (data, isBinary) => this.hear(client, data, isBinary));
    socket.on('ping', () => this.mayTalk(client));
    socket.on('pong', () => this.mayTalk(client));
    if (this.stopping) client.close(CLOSINGS.SHUTTING_DOWN);
    else if (token !== undefined) this.identify(client, token, since);
    else this.awaitIdentity(client);
  }

  private awaitIdentity(client: PlainClient): void {
    this.strangers.add(client);
    if (this.strangers.size <= MAX_UNIDENTIFIED) return;
    const [oldest] = this.strangers;
    oldest?.close(CLOSINGS.NOT_AUTHENTICATED);
  }

  private forget(client: PlainClient): void {
    this.clients.delete(client);
    this.strangers.delete(client);
    const connection = this.connections.get(client);
    if (!connection) return;
    this.connections.delete(client);
    connection.receive(undefined);
    this.hub.disconnect(connection);
  }

  private mayTalk(client: PlainClient): boolean {
    if (!client.isOpen) return false;
    const may = client.mayTalk(performance.now());
    if (!may) client.close(CLOSINGS.TOO_MANY_MESSAGES);
    return may;
  }

  private hear(client: PlainClient, data: RawData, isBinary: boolean): void {
    if (!this.mayTalk(client)) return;
    const message = isBinary ? undefined : readClientMessage(textOf(data));
    if (!message) {
      client.close(CLOSINGS.MALFORMED);
    } else if (message.op === 'IDENTIFY') {
      this.identify(client, message.token, message.since ?? client.since);
    } else if (client.tokenHash === undefined) {
      client.close(CLOSINGS.NOT_AUTHENTICATED);
    } else if (message.op === 'HEARTBEAT_ACK') {
      client.heartbeatAnswered();
    }
  }

  private identify(client: PlainClient, token: string, since: unknown): void {
    const hash = tokenHash(token);
    if (client.tokenHash !== undefined) {
      // Once more is without effect; somebody else on the same connection is a mistake.
      if (client.tokenHash !== hash) client.close(CLOSINGS.MALFORMED);
      return;
    }
    client.tokenHash = hash;
    this.strangers.delete(client);
    this.admission.admit(token, since).then(
      (admitted) => {
        if (!client.isOpen) return;
        client.identified(performance.now());
        const connection = new WebSocketConnection(client, this.broadcaster, admitted);
        this.connections.set(client, connection);
        this.hub.connect(connection, admitted.since);
      },
      (error: unknown) => client.close(this.closingFor(error)),
    );
  }

  private closingFor(error: unknown): Closing {
    const closing = error instanceof Refusal ? REFUSED[error.code] : undefined;
    if (!closing) this.logger.error(error);
    return closing ?? CLOSINGS.FAILED;
  }
}

const REFUSED: Partial<Record<ProblemCode, Closing>> = {
  UNAUTHENTICATED: CLOSINGS.NOT_AUTHENTICATED,
  NOT_A_MEMBER: CLOSINGS.NOT_A_MEMBER,
  VALIDATION_FAILED: CLOSINGS.MALFORMED,
};

/** What a handshake says: `Authorization: Bearer`, or `?token=` where headers cannot be set. */
function credentialsOf(request: IncomingMessage): {
  readonly token: string | undefined;
  readonly since: string | undefined;
} {
  const url = request.url ?? '';
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  return {
    token: bearerToken(request) ?? query.get('token') ?? undefined,
    since: query.get('since') ?? undefined,
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString();
}
