import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { endWithProblem, respondWithProblem } from '../../http/raw-problem.js';
import { PlainGateway } from './plain-gateway.js';
import { GATEWAY_PATH } from '../feed/protocol.js';

/** Whether a request asks for a gateway: an upgrade to a WebSocket, where there is one. */
export function asksForGateway({ url = '', headers }: IncomingMessage): boolean {
  const protocols = (headers.upgrade ?? '').split(',').map((each) => each.trim().toLowerCase());
  return protocols.includes('websocket') && ownerOf(url) !== undefined;
}

/**
 * Says who takes a connection that asks to be upgraded: both gateways share one path. The clients of
 * Socket.IO say so with an `EIO` in the query.
 */
@Injectable()
export class Upgrades implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly plain: PlainGateway,
  ) {}

  /** Socket.IO is listening by now. It would leave connections hanging that are not its own. */
  onModuleInit(): void {
    const server = this.host.httpAdapter.getHttpServer<Server>();
    this.requireUpgrades(server);
    const socketIo = server.listeners('upgrade');
    server.removeAllListeners('upgrade');
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // It may be reset before anybody else listens.
      socket.on('error', () => socket.destroy());
      switch (ownerOf(request.url ?? '')) {
        case 'socket.io':
          for (const listener of socketIo) {
            Reflect.apply(listener, server, [request, socket, head]);
          }
          return;
        case 'plain':
          this.plain.upgrade(request, socket, head);
          return;
        case undefined:
          refuse(request, socket);
      }
    });
  }

  /** Nothing but WebSockets is spoken on the path of the gateways, Socket.IO's polling neither. */
  private requireUpgrades(server: Server): void {
    const others = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // Each request passes here: few begin so.
      if (request.url?.startsWith(GATEWAY_PATH) && refuseRequest(request, response)) return;
      for (const listener of others) Reflect.apply(listener, server, [request, response]);
    });
  }
}

/** @returns whether it was answered: the path is a gateway's, or would be taken by Socket.IO, which answers as nobody else here */
function refuseRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (path === GATEWAY_PATH || path === `${GATEWAY_PATH}/`) {
    const answer = {
      code: 'UPGRADE_REQUIRED',
      detail: 'Here is a WebSocket: ask for an upgrade.',
    } as const;
    const headers = { upgrade: 'websocket', connection: 'upgrade, close' };
    respondWithProblem(request, response, answer, headers);
    return true;
  }
  if (!path.startsWith(`${GATEWAY_PATH}/`)) return false;
  const detail = 'There is nothing at this path.';
  respondWithProblem(request, response, { code: 'NOT_FOUND', detail });
  return true;
}

function ownerOf(url: string): 'socket.io' | 'plain' | undefined {
  const [path, query] = url.split('?', 2);
  const speaksSocketIo = new URLSearchParams(query).has('EIO');
  if (path === `${GATEWAY_PATH}/`) return speaksSocketIo ? 'socket.io' : 'plain';
  return path === GATEWAY_PATH && !speaksSocketIo ? 'plain' : undefined;
}

function refuse(request: IncomingMessage, socket: Duplex): void {
  const detail = `There is no gateway at this path; there is one at ${GATEWAY_PATH}.`;
  socket.once('finish', () => socket.destroy());
  endWithProblem(socket, { code: 'NOT_FOUND', detail }, request.url ?? '/');
}
