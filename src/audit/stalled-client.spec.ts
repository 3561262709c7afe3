import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { cutWhenStalled } from './stalled-client.js';

/** Long beside any pause that a busy machine makes in what goes on. */
const PATIENCE_MS = 2000;
/** Somewhat more: whoever is to be cut is cut by then. */
const LONGER_MS = 1.2 * PATIENCE_MS;
/** More than the sockets of both sides hold. */
const PIECES = 600;
const PIECE = Buffer.alloc(65_536, 'x');
const PAUSES = 24;

let sent: Readable;
let patienceMs: number;
const server = createServer((_request, response) => {
  sent = Readable.from(pieces());
  cutWhenStalled(response, patienceMs);
  sent.pipe(response).on('close', () => sent.destroy());
});

function* pieces(): Generator<Buffer> {
  for (let piece = 0; piece < PIECES; piece++) yield PIECE;
}

// Only the patience under test ends a connection that is not used.
server.keepAliveTimeout = 60_000;

beforeEach(async () => {
  patienceMs = PATIENCE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function ask(agent?: Agent): Promise<IncomingMessage> {
  const request = get({ port: (server.address() as AddressInfo).port, agent });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

it('gives up a client that takes nothing, and whatever was to be sent to it', async () => {
  patienceMs = 200;
  const response = await ask();
  if (!sent.closed) await once(sent, 'close');
  await expect(response.toArray()).rejects.toThrow('aborted');
});

it('waits for one that takes little by little', async () => {
  const response = await ask();
  let bytes = 0;
  let pauses = 0;
  for await (const piece of response) {
    bytes += (piece as Buffer).length;
    // Longer than the patience in all, and each time much shorter than it.
    const share = Math.floor((PAUSES * bytes) / (PIECES * PIECE.length));
    for (; pauses < share; pauses++) await pause(LONGER_MS / PAUSES);
  }
  expect(pauses).toBe(PAUSES);
  expect(bytes).toBe(PIECES * PIECE.length);
});

it('leaves a connection alone that is used again later', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = await ask(agent);
  const { localPort } = first.socket;
  await first.resume().toArray();
  await pause(LONGER_MS);
  const again = await ask(agent);
  expect(again.socket.localPort).toBe(localPort);
  agent.destroy();
});
