import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { followGateway, type Gateway, type GatewayStatus } from './gateway.js';
import { GATEWAY_PATH } from './generated/messages.js';

let http: HttpServer;
let gateway: Server;
let followed: Gateway | undefined;
let tried: number;
let refusals: string[];

beforeEach(async () => {
  tried = 0;
  http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  gateway = new Server(http, { path: GATEWAY_PATH, transports: ['websocket'] });
  // As ours does: whoever is not let in is told why.
  gateway.use((_socket, next) => {
    tried++;
    const code = refusals.shift();
    next(code === undefined ? undefined : Object.assign(new Error(code), { data: { code } }));
  });
  gateway.on('connection', (socket) => socket.emit('READY', { op: 'READY', d: {}, t: 0 }));
});

afterEach(async () => {
  followed?.close();
  await gateway.close();
});

/** Follows until one of the statuses is there. */
function followUntil(...ends: readonly GatewayStatus[]): Promise<readonly GatewayStatus[]> {
  const { port } = http.address() as AddressInfo;
  const seen: GatewayStatus[] = [];
  return new Promise((resolve) => {
    followed = followGateway({
      baseUrl: `http://127.0.0.1:${port}`,
      session: { token: () => 'token', renew: () => Promise.resolve(undefined) },
      onMessage: () => undefined,
      onResync: () => undefined,
      onStatus: (status) => {
        seen.push(status);
        if (ends.includes(status)) resolve(seen);
      },
    });
  });
}

describe('whoever is not let in', () => {
  it.each(['STORAGE_UNAVAILABLE', 'INTERNAL_ERROR'])(
    'for %s, which says nothing of them, comes again until they are',
    async (code) => {
      refusals = [code];
      expect(await followUntil('live', 'refused')).toEqual(['connecting', 'cut', 'live']);
      expect(tried).toBe(2);
    },
  );

  it.each(['NOT_A_MEMBER', 'UNAUTHENTICATED'])('for %s does not', async (code) => {
    refusals = [code, code];
    expect(await followUntil('live', 'refused')).toEqual(['connecting', 'refused']);
    expect(tried).toBe(1);
  });
});
