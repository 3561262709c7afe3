import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { GATEWAY_PATH } from '../../src/gateway/feed/protocol.js';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { lengthen } from '../support/log.js';
import { memberBy, ownerOf, Person } from '../support/person.js';
import { PlainSubscriber } from '../support/plain-subscriber.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { Subscriber, type Message } from '../support/subscriber.js';
import { until } from '../support/until.js';

const MANAGE_INVITES = 1 << 7;
const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const connect = (person: Person, since?: number | string, until?: string) =>
  Subscriber.connect(server.url, person, since, until);

/** Creates an invite as a mark in the log and waits until the owner's subscriber has it. */
async function mark(subscriber: Subscriber): Promise<void> {
  const code = await owner.invite();
  await subscriber.until((messages) => messages.some(({ d }) => d.code === code));
}

describe('a client that is not told otherwise', () => {
  it('comes back by itself after a restart, and misses nothing', async () => {
    const own = await newDatabase();
    let house = await startGatehouse(own.url);
    const member = await ownerOf(house);
    let since: string | undefined;
    const seen: string[] = [];
    const socket = io(house.url, {
      path: '/api/v1/gateway',
      transports: ['websocket'],
      reconnectionDelay: 50,
      auth: (give) => give({ token: member.token, since }),
    });
    socket.onAny((op: string, { c, s, d }: Message & { readonly c?: string }) => {
      if (s !== undefined) since = c;
      else since ??= c;
      seen.push(op === 'INVITE_CREATE' || op === 'CLOSE' ? String(d.code) : op);
    });
    try {
      await until('it is live', () => seen.includes('READY'));
      // It has seen no event yet.
      await house.stop();
      house = await startGatehouse(own.url, { GATEHOUSE_PORT: new URL(house.url).port });
      const code = await member.invite();
      await until('it has come back', () => seen.includes(code));
      expect(seen.filter((each) => each === code)).toEqual([code]);
      expect(seen).toContain('1001');
      await member.call('DELETE', '/auth/session');
      await until('it is told to go', () => !socket.connected);
      expect(socket.active).toBe(false);
      expect(seen.at(-1)).toBe('4001');
    } finally {
      socket.disconnect();
      await house.stop();
      await own.drop();
    }
  });
});

describe('connecting', () => {
  it('greets a member with HELLO, then READY', async () => {
    const subscriber = await connect(owner);
    expect(subscriber.ops()).toEqual(['HELLO', 'READY']);
    const [hello] = subscriber.messages;
    expect(hello?.d).toMatchObject({
      server_name: 'My Community',
      user: { user_id: owner.userId, is_member: true, roles: ['admin'] },
      heartbeat_interval_ms: 30_000,
    });
    expect(hello?.s).toBeUndefined();
    expect(hello?.d.head).toBeGreaterThan(0);
    subscriber.close();
  });

  it('refuses who has no session, and who is no member', async () => {
    const nobody = new Person(server.url);
    await expect(connect(nobody)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await nobody.signIn();
    await expect(connect(nobody)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });

  it.each(['-1', 'abc', '1.5', '99999999999999999999', '5-', '5-xyz', '5-9f2c4e1a0'])(
    'refuses since=%s',
    async (since) => {
      await expect(connect(owner, since)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    },
  );

  it('ends for good for whoever is expelled: their client does not come again', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const closes: unknown[] = [];
    const socket = io(server.url, {
      path: '/api/v1/gateway',
      transports: ['websocket'],
      auth: { token: member.token },
    });
    socket.on('CLOSE', ({ d }: Message) => closes.push(d.code));
    try {
      await until('they are in', () => socket.connected);
      await owner.call('POST', `/members/${member.pubkey}/kick`);
      await until('they are told to go', () => !socket.connected);
      expect([socket.active, closes]).toEqual([false, [4003]]);
    } finally {
      socket.disconnect();
    }
  });

  it('ends with the session', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const subscriber = await connect(member);
    await member.call('DELETE', '/auth/session');
    await subscriber.untilClosed();
  });
});

describe('a client that wants too much', () => {
  const goodbye = async (subscriber: Subscriber): Promise<unknown> => {
    await subscriber.untilClosed();
    expect(subscriber.socket.active).toBe(false);
    return subscriber.messages.at(-1);
  };
  const closed = (code: number, reason: RegExp) => ({
    op: 'CLOSE',
    d: { code, reason: expect.stringMatching(reason) },
    t: expect.any(Number),
  });

  it('is told so when it opens its 21st connection, whatever it speaks', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const plain = await concurrently(5, times(10), async () => {
      const subscriber = await PlainSubscriber.open(server.url, {
        query: `?token=${member.token}`,
      });
      return subscriber.ready();
    });
    const others = await concurrently(5, times(10), () => connect(member));
    const late = await Subscriber.connect(server.url, member, undefined, 'CLOSE');
    expect(await goodbye(late)).toEqual(closed(4010, /^20 connections/));
    expect(late.ops()).toEqual(['CLOSE']);
    const latePlain = await PlainSubscriber.open(server.url, { query: `?token=${member.token}` });
    expect(await latePlain.untilClosed()).toBe(4010);
    // Nobody else is kept out, and neither are they when one has gone.
    (await connect(owner)).close();
    plain[0]?.socket.close();
    await until('there is room again', async () => {
      const one = await Subscriber.connect(server.url, member, undefined, 'HELLO').catch(
        () => null,
      );
      one?.close();
      return one !== null;
    });
    for (const each of others) each.close();
    for (const each of plain) each.socket.close();
  });

  it('is cut off when it says more than 120 things within a minute', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const subscriber = await connect(member);
    for (const index of times(130)) subscriber.socket.emit('SUBSCRIBE', { index });
    expect(await goodbye(subscriber)).toEqual(closed(1008, /^More than 120/));
  });
});

describe('a line of Socket.IO', () => {
  const open = async (): Promise<{ socket: WebSocket; heard: string[] }> => {
    const url = server.url.replace('http', 'ws');
    const socket = new WebSocket(`${url}${GATEWAY_PATH}/?EIO=4&transport=websocket`);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(socket, 'open');
    return { socket, heard };
  };

  it('is closed when it says too much before anybody is let in on it', async () => {
    const { socket } = await open();
    const closed = once(socket, 'close');
    for (const _ of times(130)) socket.send('3');
    await closed;
  });

  it('is for one client, however often it connects', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const { socket, heard } = await open();
    const connecting = `40${JSON.stringify({ token: member.token })}`;
    socket.send(`40${JSON.stringify({ token: 'none' })}`);
    await until('the bad one is refused', () => heard.some((text) => /^44.*UNAUTHENT/.test(text)));
    const closed = once(socket, 'close');
    for (const _ of times(3)) socket.send(connecting);
    await closed;
    expect(heard.filter((text) => text.includes('HELLO')).length).toBeLessThanOrEqual(1);
  });

  it('ends with its client', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const { socket, heard } = await open();
    socket.send(`40${JSON.stringify({ token: member.token })}`);
    await until('it is ready', () => heard.some((text) => text.includes('READY')));
    const closed = once(socket, 'close');
    socket.send('41');
    await closed;
  });
});

describe('what is sent', () => {
  it('is every change, in log order, one envelope each', async () => {
    const subscriber = await connect(owner);
    const code = await owner.invite({ max_uses: 2, label: 'two' });
    await owner.call('PATCH', `/invites/${code}`, { body: { label: 'pair' } });
    await owner.call('PATCH', `/invites/${code}`, { body: { paused: true } });
    await owner.call('PATCH', `/invites/${code}`, { body: { paused: false } });
    const first = await memberBy(server.url, code);
    await first.call('PATCH', '/auth/me', { body: { display_name: 'First' } });
    await memberBy(server.url, code);
    await first.call('DELETE', '/members/me');
    const other = await owner.invite();
    await owner.call('DELETE', `/invites/${other}`, {
      headers: { 'x-audit-log-reason': 'no more' },
    });
    const role = await owner.call('POST', '/roles', { body: { name: 'Helper', position: 5 } });
    await owner.call('PATCH', '/server', { body: { name: 'Renamed' } });
    await mark(subscriber);

    expect(subscriber.ops().slice(2, -1)).toEqual([
      'INVITE_CREATE',
      'INVITE_UPDATE',
      'INVITE_UPDATE',
      'INVITE_UPDATE',
      'INVITE_UPDATE', // used once
      'MEMBER_JOIN',
      'MEMBER_UPDATE',
      'INVITE_DELETE', // used up
      'MEMBER_JOIN',
      'MEMBER_LEAVE',
      'INVITE_CREATE',
      'INVITE_DELETE',
      'ROLE_CREATE',
      'SERVER_UPDATE',
    ]);
    const positions = subscriber.positions();
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(subscriber.of('INVITE_UPDATE').map(({ d }) => [d.label, d.status, d.use_count])).toEqual(
      [
        ['pair', 'active', 0],
        ['pair', 'paused', 0],
        ['pair', 'active', 0],
        ['pair', 'active', 1],
      ],
    );
    expect(subscriber.of('INVITE_DELETE').map(({ d }) => [d.reason, d.revoke_reason])).toEqual([
      ['exhausted', null],
      ['revoked', 'no more'],
    ]);
    expect(subscriber.of('MEMBER_JOIN')[0]?.d).toEqual({
      user_id: first.userId,
      pubkey: first.pubkey,
      display_name: null,
      roles: [],
      joined_at: expect.any(String),
      invite_code: code,
      invited_by: owner.userId,
    });
    expect(subscriber.of('MEMBER_LEAVE')[0]?.d).toMatchObject({
      user_id: first.userId,
      display_name: 'First',
      by: first.userId,
    });
    expect(subscriber.of('ROLE_CREATE')[0]?.d).toMatchObject({ id: role.body.id, name: 'Helper' });
    expect(subscriber.of('SERVER_UPDATE')[0]?.d).toMatchObject({
      name: 'Renamed',
      membership_mode: 'invite_only',
    });
    subscriber.close();
  });

  it('tells of an expiry within seconds', async () => {
    const subscriber = await connect(owner);
    const code = await owner.invite({ expires_in_seconds: 1 });
    await subscriber.until((messages) =>
      messages.some(({ op, d }) => op === 'INVITE_DELETE' && d.code === code),
    );
    expect(subscriber.of('INVITE_DELETE')[0]?.d).toMatchObject({
      reason: 'expired',
      status: 'expired',
    });
    expect((await owner.call('GET', '/invites?status=expired')).body.invites).toContainEqual(
      expect.objectContaining({ code }),
    );
    subscriber.close();
  });

  it('shows no code of an invite to whoever does not manage invites', async () => {
    const plain = await memberBy(server.url, await owner.invite());
    const [theirs, owners] = [await connect(plain), await connect(owner)];
    const codes = [await owner.invite(), await owner.invite({ max_uses: 1 })];
    for (const code of codes) {
      await owner.call('PATCH', `/invites/${code}`, { body: { label: 'x' } });
      await memberBy(server.url, code);
    }
    await owner.call('DELETE', `/invites/${codes[0] ?? ''}`);
    await mark(owners);
    await theirs.until(() => theirs.of('MEMBER_JOIN').length === 2);
    const everything = JSON.stringify(theirs.messages);
    for (const code of codes) expect(everything).not.toContain(code);
    expect(theirs.ops()).toEqual(['HELLO', 'READY', 'MEMBER_JOIN', 'MEMBER_JOIN']);
    expect(theirs.of('MEMBER_JOIN')[0]?.d).not.toHaveProperty('invite_code');
    expect(theirs.of('MEMBER_JOIN')[0]?.d).not.toHaveProperty('invited_by');

    const resumed = await connect(plain, Number(theirs.messages[0]?.d.head));
    expect(events(resumed)).toEqual(events(theirs));
    for (const subscriber of [theirs, owners, resumed]) subscriber.close();
  });

  it('follows a role that is gained without reconnecting', async () => {
    const role = await owner.call('POST', '/roles', {
      body: { name: 'Inviter', position: 10, permissions: MANAGE_INVITES },
    });
    const member = await memberBy(server.url, await owner.invite());
    const subscriber = await connect(member);
    await owner.invite({ label: 'unseen' });
    await member.join(await owner.invite({ grant_role_id: role.body.id, label: 'unseen too' }));
    const seen = await owner.invite({ label: 'seen' });
    await subscriber.until((messages) => messages.some(({ d }) => d.code === seen));
    expect(subscriber.ops()).toEqual(['HELLO', 'READY', 'MEMBER_ROLE_ADD', 'INVITE_CREATE']);
    subscriber.close();
  });

  it('stops for somebody who leaves, in every tab', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const tabs = [await connect(member), await connect(member)];
    await member.call('DELETE', '/members/me');
    for (const tab of tabs) {
      await tab.untilClosed();
      expect(tab.ops()).toEqual(['HELLO', 'READY', 'CLOSE']);
      expect(tab.messages.at(-1)?.d).toMatchObject({ code: 4003 });
    }
  });
});

describe('resuming', () => {
  it('gives all of 500 joins, once, in order, and goes on live', async () => {
    const code = await owner.invite();
    const people = await concurrently(32, times(500), () => Person.signedIn(server.url));
    const witness = await connect(owner);
    const cut = await connect(owner);
    const storm = concurrently(32, people, (person) => person.join(code));
    await cut.until(() => cut.of('MEMBER_JOIN').length >= 120);
    cut.close();
    const before = cut.messages.slice();
    const last = cut.positions().at(-1) ?? 0;
    // Comes back while the storm goes on.
    const back = await connect(owner, last);
    const answers = await storm;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await mark(witness);
    await back.until(() => back.positions().at(-1) === witness.positions().at(-1));
    const received = [...events({ messages: before }), ...events(back)];
    expect(received).toEqual(events(witness));
    expect(received.filter(({ op }) => op === 'MEMBER_JOIN')).toHaveLength(500);
    expect(new Set(received.map(({ s }) => s)).size).toBe(received.length);
    for (const subscriber of [witness, back]) subscriber.close();
  });

  it('from the head gives nothing, and from behind it RESYNC', async () => {
    const subscriber = await connect(owner);
    const head = Number(subscriber.messages[0]?.d.head);
    const atHead = await connect(owner, head);
    expect(atHead.ops()).toEqual(['HELLO', 'READY']);
    const ahead = await connect(owner, head + 1000);
    expect(ahead.ops()).toEqual(['HELLO', 'RESYNC', 'READY']);
    expect(ahead.messages[1]?.d).toEqual({ head });
    for (const each of [subscriber, atHead, ahead]) each.close();
  });

  it('gives somebody nothing from before they joined', async () => {
    const code = await owner.invite();
    const member = await memberBy(server.url, code);
    const subscriber = await connect(member, 0);
    expect(subscriber.ops()).toEqual(['HELLO', 'MEMBER_JOIN', 'READY']);
    expect(subscriber.messages[1]?.d).toMatchObject({ user_id: member.userId });
    subscriber.close();
  });

  it('too far back gives RESYNC instead of the past', async () => {
    await server.stop();
    await lengthen(database.url, 10);
    server = await startGatehouse(database.url);
    owner.url = server.url;
    const subscriber = await connect(owner, 1);
    expect(subscriber.ops()).toEqual(['HELLO', 'RESYNC', 'READY']);
    const head = Number(subscriber.messages[0]?.d.head);
    const asFarAsItGoes = await connect(owner, head - 10_000);
    expect(asFarAsItGoes.ops().slice(0, 2)).toEqual(['HELLO', 'SERVER_UPDATE']);
    for (const each of [subscriber, asFarAsItGoes]) each.close();
  });
});

describe('a client that takes nothing', () => {
  // `npm test` looks at it in socket-connection.spec.ts, with fewer and longer messages.
  inDepth('is cut off, and holds nobody up', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const slow = await connect(member);
    const witness = await connect(owner);
    const received = slow.messages.length;
    // What arrives stays in the kernel's buffer.
    const raw = rawSocketOf(slow);
    raw.pause();
    const names = times(30_000);
    const connections = async () => {
      const metrics = await fetch(`${server.url}/metrics`).then((answer) => answer.text());
      return Number(/^gatehouse_gateway_connections (\d+)$/m.exec(metrics)?.[1]);
    };
    expect(await connections()).toBe(2);
    const long = 'n'.repeat(58);
    await concurrently(100, names, async (index) => {
      if (index % 200 === 0 && (await connections()) < 2) names.length = 0;
      return owner.call('PATCH', '/auth/me', { body: { display_name: `${long}${index}` } });
    });
    expect(await connections()).toBe(1);
    await mark(witness);
    expect(slow.messages.length).toBe(received);
    witness.close();
    raw.terminate();
  });
});

function events(subscriber: { readonly messages: readonly Message[] }): readonly Message[] {
  return subscriber.messages.filter(({ s }) => s !== undefined);
}

/** The WebSocket below a client. */
function rawSocketOf(subscriber: Subscriber): { pause(): void; terminate(): void } {
  const transport = subscriber.socket.io.engine.transport as unknown as {
    readonly ws: { pause(): void; terminate(): void };
  };
  return transport.ws;
}
