import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { endWithProblem } from '../../http/raw-problem.js';
import { PlainGateway } from './plain-gateway.js';
import { GATEWAY_PATH } from '../feed/protocol.js';

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
