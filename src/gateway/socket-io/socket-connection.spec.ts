import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { times } from '../../../test/support/concurrently.js';
import { until } from '../../../test/support/until.js';
import type { UserId } from '../../platform/ids.js';
import type { Admitted } from '../feed/admission.js';
import { MAX_QUEUED } from '../feed/connection.js';
import { notice, type ServerMessages } from '../feed/protocol.js';
import { SocketConnection } from './socket-connection.js';

/** Few of these are more than the sockets of both sides hold. */
const LONG = notice(
  'SERVER_UPDATE',
  {
    name: 'x'.repeat(256 * 1024),
    icon: null,
    membership_mode: 'open',
    accent_color: null,
    member_count: 1,
    version: 1,
  },
  0,
);
const SHORT = notice('RESYNC', { head: 0 }, 0);

const http = createServer();
let server: Server<Record<string, never>, ServerMessages, object, Admitted>;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  server = new Server(http, { transports: ['websocket'] });
  server.use((socket, next) => {
    socket.data = {
      userId: 'alice' as UserId,
      tokenHash: 'session',
      sessionEndsAt: Number.MAX_SAFE_INTEGER,
      since: undefined,
    };
    next();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

/** A client, and the connection to it. */
async function connect(): Promise<readonly [Socket, SocketConnection]> {
  const connected = once(server, 'connection') as Promise<
    [ConstructorParameters<typeof SocketConnection>[0]]
  >;
  const { port } = http.address() as AddressInfo;
  const client = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  clients.push(client);
  const [socket] = await connected;
  const connection = new SocketConnection(socket);
  await until('the client is connected', () => client.connected);
  return [client, connection];
}

it('is cut off when its client takes nothing, and holds nobody up', async () => {
  const [client, slow] = await connect();
  const [other, quick] = await connect();
  let heard = 0;
  other.on('RESYNC', () => heard++);
  // What arrives stays in the kernel's buffer.
  (client.io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause();
  await until('the sockets of both sides are full', async () => {
    const before = slow.queued;
    for (const _ of times(16)) slow.send(LONG);
    await turn();
    return before > 16 && slow.queued > before;
  });
  while (slow.queued < MAX_QUEUED - 1) slow.send(SHORT);
  quick.send(SHORT);
  await until('the other is told', () => heard === 1);
  expect(slow.isOpen).toBe(true);

  await until('it is cut off', () => {
    slow.send(SHORT);
    return !slow.isOpen;
  });
  quick.send(SHORT);
  await until('the other is told again', () => heard === 2);
  expect(quick.isOpen).toBe(true);
});
