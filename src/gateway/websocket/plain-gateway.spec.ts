import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { concurrently, times } from '../../../test/support/concurrently.js';
import { PlainSubscriber } from '../../../test/support/plain-subscriber.js';
import { until } from '../../../test/support/until.js';
import type { UserId } from '../../platform/ids.js';
import type { Connection } from '../feed/connection.js';
import { MAX_QUEUED, MAX_QUEUED_BYTES } from '../feed/connection.js';
import { MAX_UNIDENTIFIED, PlainGateway } from './plain-gateway.js';
import {
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
  IDENTIFY_MS,
  notice,
} from '../feed/protocol.js';
import { WebSocketBroadcaster } from './websocket-connection.js';

const MEMBERS = 1;
/** So that whoever reads a close code has the time for it, on however busy a machine. */
const LONG_GOODBYE_MS = 60_000;
let server: Server;
let url: string;
let gateway: PlainGateway;
let broadcaster: WebSocketBroadcaster;
/** Those who are let in, in the order in which they came. */
let connected: Connection[];

const hub = {
  connect: (connection: Connection) => {
    connected.push(connection);
    connection.receive(MEMBERS);
    connection.send(notice('READY', {}, 0));
  },
  disconnect: (connection: Connection) => {
    connected = connected.filter((other) => other !== connection);
  },
};

const admission = {
  admit: (token: string) =>
    Promise.resolve({
      userId: 'alice' as UserId,
      tokenHash: token,
      sessionEndsAt: Number.MAX_SAFE_INTEGER,
      since: undefined,
    }),
};

beforeEach(async () => {
  connected = [];
  broadcaster = new WebSocketBroadcaster();
  gateway = new PlainGateway(hub, admission, broadcaster, LONG_GOODBYE_MS);
  server = createServer().on('upgrade', (...upgrade) => gateway.upgrade(...upgrade));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('No port was given.');
  url = `http://127.0.0.1:${address.port}`;
});

afterEach(async () => {
  gateway.stop();
  server.close();
  await once(server, 'close');
});

async function member(): Promise<{ subscriber: PlainSubscriber; connection: Connection }> {
  const subscriber = await (await PlainSubscriber.open(url, { query: '?token=x' })).ready();
  const connection = connected.at(-1);
  if (!connection) throw new Error('It was not let in.');
  return { subscriber, connection };
}

/** Resolves when the gateway has heard everything that was said before. */
async function heard({ socket }: PlainSubscriber): Promise<void> {
  socket.ping();
  await once(socket, 'pong');
}

/** Looks at the clients as the gateway will after so many milliseconds. */
const sweepAfter = (ms: number) => gateway.sweep(performance.now() + ms);

/** The message `number`, so long. */
const long = (number: number, bytes: number) =>
  notice('RESYNC', { head: number, filler: 'x'.repeat(bytes) } as { head: number }, number * 1000);

describe('heartbeats', () => {
  it('are sent each interval to who has answered the last', async () => {
    const { subscriber } = await member();
    for (const beats of [1, 2, 3]) {
      sweepAfter(beats * HEARTBEAT_INTERVAL_MS);
      await subscriber.until(() => subscriber.of('HEARTBEAT').length === beats);
      await heard(subscriber);
      sweepAfter(beats * HEARTBEAT_INTERVAL_MS + HEARTBEAT_TIMEOUT_MS);
    }
    expect(subscriber.messages.at(-1)).toEqual({ op: 'HEARTBEAT', d: {}, t: expect.any(Number) });
    await heard(subscriber);
    expect(subscriber.closeCode).toBeUndefined();
  });

  it('are not sent before their time', async () => {
    const before = performance.now();
    const { subscriber } = await member();
    gateway.sweep(before + HEARTBEAT_INTERVAL_MS - 1);
    await heard(subscriber);
    expect(subscriber.ops()).toEqual(['READY']);
  });

  it('unanswered close with 4009, when the time for it is over', async () => {
    const { subscriber, connection } = await member();
    subscriber.answersHeartbeats = false;
    const beat = performance.now() + HEARTBEAT_INTERVAL_MS;
    gateway.sweep(beat);
    gateway.sweep(beat + HEARTBEAT_TIMEOUT_MS - 1);
    await heard(subscriber);
    expect(connection.isOpen).toBe(true);
    // A difference of two such numbers can be a little less than what was added.
    gateway.sweep(beat + HEARTBEAT_TIMEOUT_MS + 1);
    expect(await subscriber.untilClosed()).toBe(4009);
    expect(connected).toEqual([]);
  });
});

describe('who has not said who they are', () => {
  it('is closed with 4001 after 10 s', async () => {
    const before = performance.now();
    const stranger = await PlainSubscriber.open(url);
    gateway.sweep(before + IDENTIFY_MS - 1);
    await heard(stranger);
    expect(stranger.closeCode).toBeUndefined();
    sweepAfter(IDENTIFY_MS);
    expect(await stranger.untilClosed()).toBe(4001);
    expect(stranger.messages).toEqual([]);
  });

  it('has to go for somebody newer when there are too many', async () => {
    const [first, second] = [await PlainSubscriber.open(url), await PlainSubscriber.open(url)];
    const others = times(MAX_UNIDENTIFIED - 1);
    const rest = await concurrently(50, others, () => PlainSubscriber.open(url));
    expect(await first.untilClosed()).toBe(4001);
    for (const each of [second, ...rest]) each.socket.terminate();
  });
});

describe('a client that takes nothing', () => {
  it.each([
    ['messages', 200],
    ['bytes', 60_000],
  ])('is closed with 4008 when too many %s wait', async (_, size) => {
    const { subscriber, connection } = await member();
    const { subscriber: other } = await member();
    subscriber.socket.pause();
    let sent = 0;
    while (connection.isOpen) {
      broadcaster.broadcast([MEMBERS], long(++sent, size));
      expect(connection.queued).toBeLessThanOrEqual(MAX_QUEUED + 1);
      expect(connection.queued * size).toBeLessThanOrEqual(MAX_QUEUED_BYTES + 2 * size);
      if (sent % 10 === 0) await new Promise(setImmediate);
    }
    expect(connected).toHaveLength(1);
    // Nothing that comes later is for it.
    broadcaster.broadcast([MEMBERS], long(sent + 1, size));
    await other.until(() => other.of('RESYNC').length === sent + 1);
    // Whoever wakes up at once finds out why.
    subscriber.socket.resume();
    expect(await subscriber.untilClosed()).toBe(4008);
    expect(subscriber.of('RESYNC').map(({ t }) => t)).toEqual(times(sent).map((n) => n + 1));
  });
});

describe('a connection that is closed', () => {
  it('is sent nothing any more, while the client has not agreed yet', async () => {
    const { subscriber, connection } = await member();
    connection.close('not_a_member');
    connection.receive(MEMBERS);
    connection.send(notice('READY', {}, 0));
    broadcaster.broadcast([MEMBERS], long(1, 1));
    expect(await subscriber.untilClosed()).toBe(4003);
    expect(subscriber.ops()).toEqual(['READY']);
  });

  it.each([
    ['session_ended', 4001],
    ['not_a_member', 4003],
    ['too_slow', 4008],
    ['failed', 1011],
    ['shutting_down', 1001],
  ] as const)('says why: %s is %i', async (reason, code) => {
    const { subscriber, connection } = await member();
    connection.close(reason);
    expect(connection.isOpen).toBe(false);
    expect(connected).toEqual([]);
    expect(await subscriber.untilClosed()).toBe(code);
  });

  it('ends when its time is over if the client never agrees', async () => {
    gateway = new PlainGateway(hub, admission, broadcaster, 50);
    const { subscriber, connection } = await member();
    expect(await open()).toBe(1);
    subscriber.socket.pause();
    connection.close('session_ended');
    await until('no connection is open', async () => (await open()) === 0);
    subscriber.socket.terminate();
  });

  it('is closed with 1001 when it comes while the gateway stops', async () => {
    gateway.stop();
    const late = await PlainSubscriber.open(url, { query: '?token=x' });
    expect(await late.untilClosed()).toBe(1001);
  });
});

/** How many TCP connections the server has. */
function open(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}
