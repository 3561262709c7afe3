import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ahead } from '../test/support/clock.js';
import { call, memberBy, ownerOf, Person } from '../test/support/person.js';
import { temporaryDatabase, withPostgres } from '../test/support/postgres.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { figure } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { silence, TcpProxy } from '../test/support/tcp-proxy.js';
import { until } from '../test/support/until.js';

const TEN_MINUTES_MS = 600_000;
/** What the clocks of processes that agree may differ by, on a machine that is busy. */
const AGREE_MS = 5000;

async function rowsOf(url: string, text: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text, values);
  await client.end();
  return rows;
}

withPostgres('processes whose clocks differ by twenty minutes', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let early: RunningGatehouse;
  let late: RunningGatehouse;
  let owner: Person;

  beforeAll(async () => {
    database = await temporaryDatabase();
    const start = (ms: number) =>
      startGatehouse('', { GATEHOUSE_DATABASE_URL: database.url, ...ahead(ms) });
    early = await start(-TEN_MINUTES_MS);
    late = await start(TEN_MINUTES_MS);
    owner = await ownerOf(early);
  });
  afterAll(async () => {
    for (const server of [early, late]) expect(await server.stop()).toBe(0);
    await database.drop();
  });

  const at = ({ url }: RunningGatehouse, person: Person): Person =>
    Object.assign(Object.create(Person.prototype) as Person, person, { url });

  it('say so', () => {
    const said = /The clock of this machine is (59\d|60\d) s (behind|ahead of) PostgreSQL's/;
    expect(said.exec(early.output().stderr)?.[2]).toBe('behind');
    expect(said.exec(late.output().stderr)?.[2]).toBe('ahead of');
  });

  it('verify what the other challenged, and take its sessions', async () => {
    const person = new Person(early.url);
    const { pubkey } = person;
    const asked = await person.call('POST', '/auth/challenge', { body: { pubkey } });
    const signature = person.sign(asked.body.challenge);
    const verified = await at(late, person).call('POST', '/auth/verify', {
      body: { pubkey, signature },
    });
    expect(verified.status).toBe(200);
    for (const { url } of [early, late]) {
      const me = await call(url, 'GET', '/api/v1/auth/me', { token: verified.body.token });
      expect(me.status).toBe(200);
    }
  });

  it('agree on what has expired', async () => {
    for (const [maker, other] of [
      [early, late],
      [late, early],
    ] as const) {
      const lasting = await at(maker, owner).invite({ expires_in_seconds: 300 });
      expect((await call(other.url, 'GET', `/api/v1/invites/${lasting}`)).status).toBe(200);
      await memberBy(other.url, lasting);
      const subscriber = await Subscriber.connect(other.url, owner);
      const brief = await at(maker, owner).invite({ expires_in_seconds: 1 });
      await subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'INVITE_DELETE' && d.code === brief),
      );
      expect((await call(maker.url, 'GET', `/api/v1/invites/${brief}`)).status).toBe(410);
      expect((await call(maker.url, 'GET', `/api/v1/invites/${lasting}`)).status).toBe(200);
      subscriber.close();
    }
  });

  it('write one time into the log, that of the server', async () => {
    const rows = await rowsOf(database.url, 'SELECT at FROM events ORDER BY position');
    const times = rows.map(({ at }) => Date.parse(String(at)));
    times.forEach((time, index) => {
      expect(Math.abs(time - Date.now())).toBeLessThan(TEN_MINUTES_MS / 2);
      expect(time).toBeGreaterThan((times[index - 1] ?? time) - AGREE_MS);
    });
  });
});

withPostgres('processes whose clocks differ, and who count requests', () => {
  it('count together, in one window', async () => {
    const database = await temporaryDatabase();
    const settings = { GATEHOUSE_DATABASE_URL: database.url, GATEHOUSE_RATE_LIMIT: 'challenge=10' };
    const early = await startGatehouse('', { ...settings, ...ahead(-TEN_MINUTES_MS) });
    const late = await startGatehouse('', { ...settings, ...ahead(TEN_MINUTES_MS) });
    const { pubkey } = new Person(early.url);
    const ask = (url: string) => call(url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } });
    /** How many were let through before the first was refused, and how long that one has to wait. */
    const untilRefused = async () => {
      for (let passed = 0; ; passed++) {
        const answer = await ask((passed % 2 === 0 ? early : late).url);
        if (answer.status === 429) return { passed, wait: Number(answer.headers['retry-after']) };
      }
    };
    const { passed, wait } = await untilRefused();
    // A window may end meanwhile, of which there is one for both.
    expect([10, 20]).toContain(passed);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    for (const { url } of [early, late]) expect((await ask(url)).status).toBe(429);
    for (const server of [early, late]) expect(await server.stop()).toBe(0);
    figure(`${passed} requests let through by two processes with one quota of 10`);
    await database.drop();
  });
});

withPostgres('two processes that both believe to lead', () => {
  it('record an expiry once', async () => {
    const database = await temporaryDatabase();
    const { port, pathname } = new URL(database.url);
    const proxy = await TcpProxy.to(Number(port));
    const through = database.url.replace(`:${port}`, `:${proxy.port}`);
    const first = await startGatehouse('', { GATEHOUSE_DATABASE_URL: through });
    const owner = await ownerOf(first);
    const leader = () =>
      rowsOf(
        database.url,
        `SELECT pid, client_port FROM pg_stat_activity JOIN pg_locks USING (pid)
         WHERE locktype = 'advisory' AND datname = $1`,
        [pathname.slice(1)],
      );
    // It leads from its first sweep on, and held other locks while it started.
    const leads = async () => {
      const [{ pid, client_port } = {}] = await leader();
      const passage = proxy.open.find(({ server }) => server.localPort === client_port);
      return passage && { pid, passage };
    };
    let led = await leads();
    await until('one leads', async () => (led ??= await leads()) !== undefined);
    if (!led) throw new Error('Nobody leads.');
    const second = await startGatehouse('', { GATEHOUSE_DATABASE_URL: database.url });
    silence(led.passage);
    await rowsOf(database.url, 'SELECT pg_terminate_backend($1)', [led.pid]);
    await until('one leads again', async () => (await leader()).length > 0);

    const subscribers = [
      await Subscriber.connect(first.url, owner),
      await Subscriber.connect(second.url, owner),
    ];
    const codes = [];
    for (let made = 0; made < 20; made++) codes.push(await owner.invite({ expires_in_seconds: 1 }));
    for (const subscriber of subscribers) {
      await subscriber.until(() => subscriber.of('INVITE_DELETE').length >= codes.length);
      expect(subscriber.of('INVITE_DELETE').map(({ d }) => d.code)).toHaveLength(codes.length);
      subscriber.close();
    }
    const recorded = await rowsOf(
      database.url,
      `SELECT stream FROM events WHERE type = 'InviteExpired'`,
    );
    expect(recorded.map(({ stream }) => String(stream)).sort()).toEqual(
      codes.map((code) => `invite-${code}`).sort(),
    );
    for (const server of [first, second]) expect(await server.stop()).toBe(0);
    figure(`${codes.length} expiries recorded once by two that believed to lead`);
    await proxy.close();
    await database.drop();
  });
});
