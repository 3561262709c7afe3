import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { call, memberBy, ownerOf, Person } from '../support/person.js';
import { PlainSubscriber, type Handshake } from '../support/plain-subscriber.js';
import { expectProblem } from '../support/problem.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { expectWithin, rounds } from '../support/proof.js';
import { Subscriber, type Message } from '../support/subscriber.js';
import { until } from '../support/until.js';

const MANAGE_INVITES = 1 << 7;
const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(database.url, {
    GATEHOUSE_LOG_LEVEL: 'trace',
    // A crowd is measured by as many of the owner's.
    GATEHOUSE_MAX_ACTIVE_INVITES: '100000',
  });
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const open = (handshake?: Handshake) => PlainSubscriber.open(server.url, handshake);
const connect = (person: Person, since?: number) =>
  PlainSubscriber.connect(server.url, person, since);
const newMember = async () => memberBy(server.url, await owner.invite());

/** Creates an invite as a mark in the log and waits until the subscriber has it. */
async function mark(subscriber: {
  until(condition: (messages: readonly Message[]) => boolean): Promise<void>;
}): Promise<void> {
  const code = await owner.invite();
  await subscriber.until((messages) => messages.some(({ d }) => d.code === code));
}

async function connections(): Promise<number> {
  const metrics = await fetch(`${server.url}/metrics`).then((answer) => answer.text());
  return Number(/^gatehouse_gateway_connections (\d+)$/m.exec(metrics)?.[1]);
}

/** Resolves when there are no more connections than so many. */
async function connectionsFall(count: number): Promise<void> {
  await until(
    `no more than ${count} connections are open`,
    async () => (await connections()) <= count,
  );
}

/** Everything that a server sends on a new TCP connection until it ends that. */
/** @param next what is sent when something has been answered */
async function rawAnswer(request: string, next?: string): Promise<string> {
  const socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
  let answer = '';
  if (next !== undefined) socket.once('data', () => socket.write(next));
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(request);
  await once(socket, 'close');
  return answer;
}

const upgradeOf = (path: string, upgrade = 'websocket') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('connecting', () => {
  const ways: [string, () => Promise<PlainSubscriber>][] = [
    ['in Authorization', () => open({ headers: { authorization: `Bearer ${owner.token}` } })],
    ['in the query', () => open({ query: `?token=${owner.token}` })],
    ['in IDENTIFY', async () => identify(await open(), owner.token)],
    ['to the path with a slash', () => open({ path: '/api/v1/gateway/', query: tokenOf(owner) })],
    [
      'from any origin',
      () => open({ query: tokenOf(owner), headers: { origin: 'https://elsewhere.example' } }),
    ],
  ];

  // The first of all, while nobody else is connected.
  it('counts among the connections, and no more when it ends', async () => {
    const subscriber = await connect(owner);
    expect(await connections()).toBe(1);
    subscriber.close();
    await connectionsFall(0);
  });

  it.each(ways)('with the token %s gives HELLO, then READY', async (_, come) => {
    const subscriber = await (await come()).ready();
    expect(subscriber.ops()).toEqual(['HELLO', 'READY']);
    const [hello, ready] = subscriber.messages;
    expect(hello).toEqual({
      op: 'HELLO',
      d: {
        server_name: 'My Community',
        user: expect.objectContaining({ user_id: owner.userId, is_member: true }),
        heartbeat_interval_ms: 30_000,
        log_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        head: expect.any(Number),
      },
      t: expect.any(Number),
      c: expect.stringMatching(/^\d+-[0-9a-f]{8}$/),
    });
    expect(ready).toEqual({ op: 'READY', d: {}, t: expect.any(Number) });
    subscriber.close();
  });

  it.each(['?token=wrong', '?token='])('with %s is closed with 4001', async (query) => {
    expect(await (await open({ query })).untilClosed()).toBe(4001);
  });

  it('with a wrong token in IDENTIFY is closed with 4001', async () => {
    expect(await identify(await open(), 'wrong').untilClosed()).toBe(4001);
  });

  it('is closed with 4003 for who is no member', async () => {
    const outsider = await Person.signedIn(server.url);
    expect(await (await open({ query: tokenOf(outsider) })).untilClosed()).toBe(4003);
  });

  it.each(['-1', 'abc', '1.5', '99999999999999999999'])(
    'with since=%s is closed with 4002',
    async (since) => {
      const inUrl = await open({ query: `${tokenOf(owner)}&since=${since}` });
      expect(await inUrl.untilClosed()).toBe(4002);
      expect(await identify(await open(), owner.token, since).untilClosed()).toBe(4002);
    },
  );

  it.each([
    ['/healthz', 'h2c', 200],
    ['/healthz', 'websocket', 200],
    ['/api/v1/invites', 'websocket', 401],
  ])(
    'to %s by %s is no upgrade, and answered as if it had not been asked for',
    async (...asked) => {
      const [path, protocol, status] = asked;
      // As `curl --http2` does, and Java's client, with the first request of each connection.
      const first =
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n` +
        `Upgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n`;
      const next = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      const answer = await rawAnswer(first, next);
      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
    },
  );

  it.each([
    ['/api/v1/gateway', 'h2c'],
    ['/api/v1/gateway/', 'h2c'],
    ['/api/v1/gateway?EIO=4', 'websocket'],
  ])('to %s by %s is told that it must be one to a WebSocket', async (path, protocol) => {
    const answer = await rawAnswer(upgradeOf(path, protocol));
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    expect(answer).toMatch(/\r\nupgrade: websocket\r\n/i);
    expect(answer).toContain('"code":"UPGRADE_REQUIRED"');
  });

  it('is needed on the path of a gateway', async () => {
    for (const path of ['/gateway', '/gateway/', '/gateway/?EIO=4&transport=polling']) {
      expectProblem(await call(server.url, 'GET', `/api/v1${path}`), 426, 'UPGRADE_REQUIRED');
    }
    expectProblem(await call(server.url, 'GET', '/api/v1/gateway/more'), 404, 'NOT_FOUND');
  });
});

describe('resuming', () => {
  it('gives what came in between, once, by ?since= and in IDENTIFY', async () => {
    const first = await connect(owner);
    await mark(first);
    const last = first.events().at(-1)?.s ?? 0;
    first.close();
    const codes = [await owner.invite(), await owner.invite()];
    for (const back of [
      await connect(owner, last),
      await identify(await open(), owner.token, last).ready(),
      await identify(await open(), owner.token, String(last)).ready(),
      await identify(await open({ query: `?since=${last}` }), owner.token).ready(),
    ]) {
      expect(back.ops()).toEqual(['HELLO', 'INVITE_CREATE', 'INVITE_CREATE', 'READY']);
      expect(back.events().map(({ d }) => d.code)).toEqual(codes);
      back.close();
    }
  });

  it('from a position that is not there gives RESYNC', async () => {
    const subscriber = await connect(owner, 1_000_000);
    expect(subscriber.ops()).toEqual(['HELLO', 'RESYNC', 'READY']);
    expect(subscriber.messages[1]?.d).toEqual({ head: subscriber.messages[0]?.d.head });
    subscriber.close();
  });
});

describe('what a client says', () => {
  it.each([
    ['SUBSCRIBE', { op: 'SUBSCRIBE', d: { channels: ['general'] } }],
    ['UNSUBSCRIBE', { op: 'UNSUBSCRIBE' }],
    ['HEARTBEAT_ACK', { op: 'HEARTBEAT_ACK' }],
    ['something we do not know', { op: 'TYPING', d: 1 }],
  ])('%s is without effect', async (_, message) => {
    const subscriber = await connect(owner);
    subscriber.say(message);
    await mark(subscriber);
    expect(subscriber.ops()).toEqual(['HELLO', 'READY', 'INVITE_CREATE']);
    subscriber.close();
  });

  it('a second IDENTIFY is without effect, unless for another session', async () => {
    const subscriber = await connect(owner);
    identify(subscriber, owner.token, 1);
    await mark(subscriber);
    expect(subscriber.ops()).toEqual(['HELLO', 'READY', 'INVITE_CREATE']);
    identify(subscriber, (await newMember()).token);
    expect(await subscriber.untilClosed()).toBe(4002);
  });

  it.each([
    ['broken JSON', '{"op":'],
    ['nothing', ''],
    ['an array', '[]'],
    ['null', 'null'],
    ['no op', '{"d":{}}'],
    ['an op that is no text', '{"op":1}'],
    ['IDENTIFY without a token', '{"op":"IDENTIFY"}'],
    ['IDENTIFY with a token that is no text', '{"op":"IDENTIFY","d":{"token":1}}'],
    ['a binary frame', Buffer.from('{"op":"HEARTBEAT_ACK"}')],
  ])('%s closes with 4002', async (_, message) => {
    for (const subscriber of [await open(), await connect(owner)]) {
      subscriber.socket.send(message);
      expect(await subscriber.untilClosed()).toBe(4002);
    }
  });

  it('anything before IDENTIFY closes with 4001', async () => {
    const subscriber = await open();
    subscriber.say({ op: 'SUBSCRIBE' });
    expect(await subscriber.untilClosed()).toBe(4001);
  });

  it('may be 64 KiB long, and longer closes with 1009', async () => {
    const subscriber = await connect(owner);
    const longest = { op: 'X', d: '' };
    longest.d = 'x'.repeat(64 * 1024 - JSON.stringify(longest).length);
    subscriber.say(longest);
    await mark(subscriber);
    longest.d += 'x';
    subscriber.say(longest);
    expect(await subscriber.untilClosed()).toBe(1009);
  });

  it('may be 120 messages a minute, and more closes with 1008', async () => {
    const subscriber = await connect(owner);
    for (const _ of times(120)) subscriber.say({ op: 'X' });
    await mark(subscriber);
    subscriber.say({ op: 'X' });
    expect(await subscriber.untilClosed()).toBe(1008);
  });

  it('counts pings, too', async () => {
    const subscriber = await connect(owner);
    for (const _ of times(120)) {
      subscriber.socket.ping();
      await once(subscriber.socket, 'pong');
    }
    subscriber.socket.ping();
    expect(await subscriber.untilClosed()).toBe(1008);
  });
});

describe('the end of a connection', () => {
  it('comes with 4001 when the session ends, in every tab of it and in no other', async () => {
    const member = await newMember();
    const elsewhere = await connect(owner);
    const tabs = [await connect(member), await connect(member)];
    await member.call('DELETE', '/auth/session');
    for (const tab of tabs) expect(await tab.untilClosed()).toBe(4001);
    await mark(elsewhere);
    elsewhere.close();
  });

  it('comes with 4003 for somebody who leaves, who hears nothing of it', async () => {
    const member = await newMember();
    const subscriber = await connect(member);
    const witness = await connect(owner);
    await member.call('DELETE', '/members/me');
    expect(await subscriber.untilClosed()).toBe(4003);
    expect(subscriber.ops()).toEqual(['HELLO', 'READY']);
    await mark(witness);
    expect(witness.of('MEMBER_LEAVE')).toHaveLength(1);
    witness.close();
  });

  it('comes within about a second, whether or not the client agrees', async () => {
    const member = await newMember();
    const socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(upgradeOf(`/api/v1/gateway${tokenOf(member)}`));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    while (!received.includes('READY')) await once(socket, 'data');
    const started = performance.now();
    await member.call('DELETE', '/auth/session');
    // It never answers the close frame, nor closes by itself.
    await once(socket, 'end');
    expectWithin(
      2500,
      performance.now() - started,
      'a connection whose client does not agree closed',
    );
    // The first byte of a close frame, one with its length, then the code.
    const bytes = Buffer.from(received, 'latin1');
    expect(bytes.readUInt16BE(bytes.lastIndexOf(0x88) + 2)).toBe(4001);
    socket.destroy();
  });

  it('comes with 1001 when the server stops, also for who has not said who they are', async () => {
    const another = await newDatabase();
    const other = await startGatehouse(another.url);
    const person = await ownerOf(other);
    const subscribers = [
      await PlainSubscriber.connect(other.url, person),
      await PlainSubscriber.open(other.url),
    ];
    expect(await other.stop()).toBe(0);
    for (const subscriber of subscribers) expect(await subscriber.untilClosed()).toBe(1001);
    await another.drop();
  });
});

describe('a crowd that says nothing', () => {
  const CROWD = rounds(100);

  it('of sockets and of TCP connections disturbs nobody', async () => {
    const before = await connections();
    const subscriber = await connect(owner);
    const halfOpen = await concurrently(50, times(CROWD), () => open());
    const silent = await concurrently(50, times(CROWD), async () => {
      const socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    });
    for (const _ of times(20)) await mark(subscriber);
    expect(subscriber.of('INVITE_CREATE')).toHaveLength(20);
    // None of them counts; some from before may have gone.
    expect(await connections()).toBeLessThanOrEqual(before + 1);
    const late = await connect(owner);
    for (const each of halfOpen) each.socket.terminate();
    for (const each of silent) each.destroy();
    await mark(late);
    for (const each of [late, subscriber]) each.close();
  });

  it('of resets right behind the handshake does not either, and leaves nothing', async () => {
    const subscriber = await connect(owner);
    const before = await connections();
    // The gateway is busy meanwhile: a connection can be gone before its turn comes.
    const busy = concurrently(8, times(CROWD), () => owner.invite());
    await concurrently(50, times(CROWD), async (index) => {
      const socket: Socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
      await once(socket, 'connect');
      const paths = ['/api/v1/gateway', '/nowhere', `/api/v1/gateway${tokenOf(owner)}&since=0`];
      socket.write(upgradeOf(paths[index % 3] ?? '/'));
      if (index % 2 === 0) await once(socket, 'data');
      socket.resetAndDestroy();
    });
    await busy;
    await mark(subscriber);
    await connectionsFall(before);
    subscriber.close();
  });
});

describe('both gateways', () => {
  it('give the same events in the same order, over a reconnect too', async () => {
    const role = await owner.call('POST', '/roles', {
      body: { name: 'Inviter', position: 10, permissions: MANAGE_INVITES },
    });
    const viewers = [owner, await newMember(), await newMember()];
    const grant = await owner.invite({ grant_role_id: role.body.id });
    await viewers[2]?.join(grant);
    const pairs = await Promise.all(
      viewers.map(async (person) => {
        const plain = new Resuming((since) => PlainSubscriber.connect(server.url, person, since));
        const io = new Resuming((since) => Subscriber.connect(server.url, person, since));
        await Promise.all([plain.start(), io.start()]);
        return [plain, io] as const;
      }),
    );
    const work = concurrently(16, times(125), (index) => mixedCommands(index));
    await Promise.all(
      pairs.flat().map(async (each, index) => {
        // Each at another moment, while the commands go on.
        await each.until((seen) => seen.length >= 60 + 15 * index);
        await each.reconnect();
      }),
    );
    await work;
    const last = await owner.call('POST', '/roles', { body: { name: 'Last' } });
    for (const each of pairs.flat()) {
      await each.until((seen) => seen.some(({ d }) => d.id === last.body.id));
    }
    for (const [plain, io] of pairs) {
      expect(plain.events()).toEqual(io.events());
      const positions = plain.events().map(({ s }) => s ?? 0);
      expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
      plain.close();
      io.close();
    }
    const [all, some, managed] = pairs.map(([plain]) => plain.events());
    expect(all?.length).toBeGreaterThan(1000);
    expect(managed?.length).toBe(all?.length);
    expect(some?.some(({ op }) => op.startsWith('INVITE'))).toBe(false);
  });
});

describe('a token in the query', () => {
  it('stands in nothing that the process writes', async () => {
    const member = await newMember();
    const subscriber = await (await open({ query: tokenOf(member) })).ready();
    const elsewhere = upgradeOf(`/nowhere${tokenOf(member)}`);
    await rawAnswer(elsewhere.replace('Connection: ', 'Connection: close, '));
    await rawAnswer(upgradeOf(`/api/v1/gateway${tokenOf(member)}`, 'h2c'));
    await fetch(`${server.url}/api/v1/gateway${tokenOf(member)}`);
    await fetch(`${server.url}/api/v1/gateway/${tokenOf(member)}`);
    subscriber.say('{');
    expect(await subscriber.untilClosed()).toBe(4002);
    const { stdout, stderr } = server.output();
    expect(stderr).toContain('"route"');
    for (const token of [member.token, owner.token]) {
      expect(stdout).not.toContain(token);
      expect(stderr).not.toContain(token);
    }
  });
});

function tokenOf(person: Person): string {
  return `?token=${person.token}`;
}

function identify(
  subscriber: PlainSubscriber,
  token: string,
  since?: number | string,
): PlainSubscriber {
  subscriber.say({ op: 'IDENTIFY', d: { token, ...(since !== undefined && { since }) } });
  return subscriber;
}

/** Eight commands of all kinds, by somebody new among others. */
async function mixedCommands(index: number): Promise<void> {
  const code = await owner.invite({ max_uses: (index % 3) + 1, label: `number ${index}` });
  await owner.call('PATCH', `/invites/${code}`, { body: { label: `again ${index}` } });
  const person = await memberBy(server.url, code);
  await person.call('PATCH', '/auth/me', { body: { display_name: `Person ${index}` } });
  await owner.call('PATCH', `/invites/${code}`, { body: { paused: true } });
  await owner.call('POST', '/roles', { body: { name: `Role ${index}` } });
  await person.call('DELETE', '/members/me');
  await owner.call('DELETE', `/invites/${code}`);
}

interface AnySubscriber {
  readonly messages: readonly Message[];
  until(condition: (messages: readonly Message[]) => boolean): Promise<void>;
  close(): void;
}

/** A subscriber that goes away once and comes back where it was. */
class Resuming {
  private before: readonly Message[] = [];
  private current: AnySubscriber | undefined;

  constructor(private readonly come: (since?: number) => Promise<AnySubscriber>) {}

  async start(): Promise<void> {
    this.current = await this.come();
  }

  async reconnect(): Promise<void> {
    // Frozen before the goodbye: what still arrives comes again.
    this.before = this.events();
    this.current?.close();
    this.current = await this.come(this.before.at(-1)?.s);
  }

  async until(condition: (events: readonly Message[]) => boolean): Promise<void> {
    await this.current?.until(() => condition(this.events()));
  }

  events(): readonly Message[] {
    const now = this.current?.messages.filter(({ s }) => s !== undefined) ?? [];
    return [...this.before, ...now];
  }

  close(): void {
    this.current?.close();
  }
}
