import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { times } from '../test/support/concurrently.js';
import { newDatabase, type TestDatabase } from '../test/support/database.js';
import { OwnRedis, withOwnRedis } from '../test/support/own-redis.js';
import { call, Person } from '../test/support/person.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { count, figure } from '../test/support/proof.js';
import { until } from '../test/support/until.js';

const PASSWORD = 'p4ssw0rd-of-redis';
/** Challenges that one address can have in a minute. */
const QUOTA = 30;

withOwnRedis('with GATEHOUSE_REDIS_URL', () => {
  let redis: OwnRedis;
  let databases: TestDatabase[];
  let servers: RunningGatehouse[];
  let asked = 0;

  beforeEach(async () => {
    redis = await OwnRedis.prepare(PASSWORD);
    databases = [];
    servers = [];
  });

  afterEach(async () => {
    for (const server of servers) await server.kill();
    for (const database of databases) await database.drop();
    await redis.remove();
  });

  afterAll(() => {
    figure(`${count(asked)} requests counted, together and alone, each as it should be`);
  });

  /** A server with a community of its own: all that they have in common is Redis. */
  async function start(url = redis.url): Promise<RunningGatehouse> {
    const database = await newDatabase();
    databases.push(database);
    const server = await startGatehouse(database.url, {
      GATEHOUSE_RATE_LIMIT: 'on',
      GATEHOUSE_REDIS_URL: url,
      GATEHOUSE_TRUST_PROXY: '1',
      GATEHOUSE_LOG_LEVEL: 'info',
    });
    servers.push(server);
    return server;
  }

  /** What one address is answered that asks so many times, at each server in turn. */
  async function statuses(
    address: string,
    count: number,
    ...at: readonly RunningGatehouse[]
  ): Promise<readonly number[]> {
    const { pubkey } = new Person('');
    const options = { body: { pubkey }, headers: { 'x-forwarded-for': address } };
    const answers: number[] = [];
    for (const turn of times(count)) {
      const url = at[turn % at.length]?.url ?? '';
      asked++;
      answers.push((await call(url, 'POST', '/api/v1/auth/challenge', options)).status);
    }
    return answers;
  }

  const passed = (count: number) => times(count).map(() => 200);

  async function expectTogether(
    address: string,
    one: RunningGatehouse,
    other: RunningGatehouse,
  ): Promise<void> {
    const answers = await statuses(address, QUOTA + 2, one, other);
    expect(answers).toEqual([...passed(QUOTA), 429, 429]);
  }

  async function expectAlone(address: string, ...each: readonly RunningGatehouse[]): Promise<void> {
    for (const server of each) {
      expect(await statuses(address, QUOTA + 1, server)).toEqual([...passed(QUOTA), 429]);
    }
  }

  it('processes count requests together', async () => {
    await redis.start();
    const [one, other] = [await start(), await start()];
    await expectTogether('192.0.2.1', one, other);
    for (const server of servers) {
      expect(saidOf(server)).toEqual([
        ['info', `Processes count requests together, in Redis at 127.0.0.1:${redis.port}.`],
      ]);
      expect(await server.stop()).toBe(0);
    }
  });

  it('that dies and comes back, each counts for itself meanwhile, and says so once', async () => {
    await redis.start();
    const [one, other] = [await start(), await start()];
    await expectTogether('192.0.2.1', one, other);
    await redis.kill();
    await Promise.all([said(one, /cannot be used/), said(other, /cannot be used/)]);
    await expectAlone('192.0.2.2', one, other);
    await redis.start();
    await Promise.all([said(one, /is back/), said(other, /is back/)]);
    await expectTogether('192.0.2.3', one, other);
    for (const server of servers) {
      expect(saidOf(server)).toEqual([
        ['info', expect.stringContaining('together, in Redis')],
        ['warn', expect.stringMatching(/cannot be used, so each process counts .* for itself/)],
        ['info', expect.stringContaining('is back: processes count requests together again')],
      ]);
      expect(await server.stop()).toBe(0);
    }
  });

  it('that stands still, requests are answered and counted all the same', async () => {
    await redis.start();
    const server = await start();
    redis.freeze();
    await expectAlone('192.0.2.1', server);
    expect(saidOf(server).at(-1)?.[1]).toContain('cannot be used');
    redis.thaw();
    await said(server, /is back/);
    await expectTogether('192.0.2.2', server, await start());
  });

  it('that is not there at the start, it starts, and counts together when it comes', async () => {
    const [one, other] = [await start(), await start()];
    await expectAlone('192.0.2.1', one, other);
    await redis.start();
    await Promise.all([said(one, /is back/), said(other, /is back/)]);
    await expectTogether('192.0.2.2', one, other);
    expect(saidOf(one)).toEqual([
      ['warn', expect.stringContaining('ECONNREFUSED')],
      ['info', expect.stringContaining('is back')],
    ]);
  });

  it('that does not know its password, it says why, and not the password', async () => {
    await redis.start();
    const url = redis.url.replace(PASSWORD, `wrong-${PASSWORD}`);
    const server = await start(url);
    await expectAlone('192.0.2.1', server);
    expect(await server.stop()).toBe(0);
    expect(saidOf(server)).toEqual([['warn', expect.stringContaining('WRONGPASS')]]);
    expect(everythingFrom(server)).not.toContain(PASSWORD);
  });

  it('that repeats the password in its refusals, it is not repeated any further', async () => {
    // What servers do to which a command is unknown: old ones to HELLO, some hosted ones to AUTH.
    const refusal = `-ERR unknown command 'AUTH', with args beginning with: '${PASSWORD}'\r\n`;
    const stranger = createServer((socket) => {
      socket.on('data', (sent) => {
        const commands = sent.toString().match(/^\*\d+\r$/gm) ?? [];
        socket.write(refusal.repeat(commands.length));
      });
    }).listen(redis.port, '127.0.0.1');
    const server = await start();
    await expectAlone('192.0.2.1', server);
    expect(await server.stop()).toBe(0);
    stranger.close();
    expect(saidOf(server)).toEqual([['warn', expect.stringContaining("beginning with: '***'")]]);
    expect(everythingFrom(server)).not.toContain(PASSWORD);
  });
});

/** What a server has logged of Redis: level and message of each line. */
function saidOf(server: RunningGatehouse): readonly (readonly [string, string])[] {
  return server
    .output()
    .stderr.split('\n')
    .filter((line) => line.includes('Redis'))
    .map((line) => JSON.parse(line) as { readonly level: string; readonly msg: string })
    .map(({ level, msg }) => [level, msg]);
}

function everythingFrom(server: RunningGatehouse): string {
  const { stdout, stderr } = server.output();
  return stdout + stderr;
}

function said(server: RunningGatehouse, what: RegExp): Promise<void> {
  return until(`it says: ${what.source}`, () => saidOf(server).some(([, text]) => what.test(text)));
}
