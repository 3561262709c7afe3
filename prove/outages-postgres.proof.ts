import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { concurrently, times } from '../test/support/concurrently.js';
import { OwnPostgres, withOwnPostgres } from '../test/support/own-postgres.js';
import { call, memberBy, ownerOf, Person, type Answer } from '../test/support/person.js';
import { examineAt } from '../test/support/postgres-log.js';
import { withSql } from '../test/support/postgres.js';
import { expectProblem } from '../test/support/problem.js';
import {
  freePort,
  launch,
  startGatehouse,
  type RunningGatehouse,
} from '../test/support/process.js';
import { expectWithin, figure } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { TcpProxy } from '../test/support/tcp-proxy.js';
import { until } from '../test/support/until.js';

/** More than share a commit: none of them may wait for the time limits of those before it. */
const CROWD = 600;
const STOP_MS = 10_000;

function expectUnavailable(answer: Answer): void {
  expectProblem(answer, 503, 'STORAGE_UNAVAILABLE');
  expect(answer.headers['retry-after']).toBe('1');
}

/** Tries again, as the answer says, until it is not 503. */
async function untilDone(request: () => Promise<Answer>): Promise<Answer> {
  let answer = await request();
  await until('it is done', async () => {
    if (answer.status !== 503) return true;
    expectUnavailable(answer);
    answer = await request();
    return false;
  });
  return answer;
}

async function untilReady(url: string): Promise<void> {
  await until('it is ready', async () => (await call(url, 'GET', '/readyz')).status === 200);
}

async function untilUnready(url: string): Promise<void> {
  await until('it is not ready', async () => {
    const answer = await call(url, 'GET', '/readyz');
    if (answer.status !== 200) expectUnavailable(answer);
    return answer.status !== 200;
  });
}

/** Connects until there is no connection left, with what others have just given back. */
async function takeAllConnections(postgres: OwnPostgres): Promise<readonly Client[]> {
  const taken: Client[] = [];
  for (;;) {
    const client = new Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch (error) {
      expect(error).toMatchObject({ code: '53300' });
      const ours = await taken[0]?.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'gatehouse'`,
      );
      if (ours?.rowCount === 0) return taken;
    }
  }
}

/** Whether the database takes connections; those that there are stay. It is said from beside it. */
async function allowConnections(postgres: OwnPostgres, allowed: boolean): Promise<void> {
  const beside = postgres.url.replace(/[^/]+$/, 'template1');
  await withSql(beside, `ALTER DATABASE postgres ALLOW_CONNECTIONS ${allowed}`);
}

withOwnPostgres('while PostgreSQL is out of order', () => {
  let postgres: OwnPostgres;
  let proxy: TcpProxy;
  let server: RunningGatehouse;
  let owner: Person;
  let code: string;
  let subscriber: Subscriber;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    proxy = await TcpProxy.to(postgres.port);
    server = await startGatehouse('', {
      GATEHOUSE_DATABASE_URL: postgres.urlThrough(proxy.port),
      GATEHOUSE_LOG_LEVEL: 'info',
    });
    owner = await ownerOf(server);
    code = await owner.invite();
    subscriber = await Subscriber.connect(server.url, owner);
  });
  let outages = 0;
  afterEach(async () => {
    outages++;
    await untilReady(server.url);
    // Whatever it was: it works again, by itself, and the subscriber has heard of everything once.
    const guest = await memberBy(server.url, code);
    const isThere = () => subscriber.of('MEMBER_JOIN').some(({ d }) => d.user_id === guest.userId);
    await subscriber.until(isThere);
    const joins = await postgres.query(
      `SELECT position FROM events WHERE type = 'MemberJoined' AND position > 6 ORDER BY position`,
    );
    expect(subscriber.of('MEMBER_JOIN').map(({ s }) => s)).toEqual(
      joins.map(({ position }) => Number(position)).filter((at) => at >= firstHeard()),
    );
  });
  afterAll(async () => {
    subscriber.close();
    expect(await server.stop()).toBe(0);
    const { chain, live, rebuilt } = await examineAt(postgres.url);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    figure(`${outages} kinds of outage: over by itself, and everybody told of everything once`);
    await proxy.close();
    await postgres.remove();
  });

  const says = (text: string): Promise<void> =>
    until(`it says: ${text}`, () => server.output().stderr.includes(text));

  const firstHeard = (): number => subscriber.positions()[0] ?? 0;

  /** Does something while Gatehouse has no connection, and can make none. */
  const withoutUs = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const nowhere = await freePort();
    proxy.leadTo(nowhere);
    proxy.cutAll();
    const result = await work();
    proxy.leadTo(postgres.port);
    return result;
  };

  it('everything that needs it says so with 503, and nothing with 500', async () => {
    const guest = await Person.signedIn(server.url);
    await postgres.stop();
    const { pubkey } = guest;
    for (const answer of [
      await guest.join(code),
      await owner.call('POST', '/invites'),
      await owner.call('GET', '/members'),
      await owner.call('GET', '/invites'),
      await owner.call('GET', '/auth/me'),
      await owner.call('PATCH', '/auth/me', { body: { display_name: 'Olga' } }),
      await guest.call('POST', '/auth/challenge', { body: { pubkey } }),
      await guest.call('POST', '/auth/verify', { body: { pubkey, signature: guest.sign('x') } }),
      await call(server.url, 'GET', '/api/v1/invites/Nobody42'),
    ]) {
      expectUnavailable(answer);
    }
    expectUnavailable(await call(server.url, 'GET', '/readyz'));
    await expect(Subscriber.connect(server.url, owner)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    expect((await call(server.url, 'GET', '/healthz')).status).toBe(200);
    expect(subscriber.closed).toBe(false);
    await says('The log cannot be read; trying again every second.');
    await postgres.start();
    await says('The log can be read again.');
    expect((await untilDone(() => guest.join(code))).status).toBe(200);
  });

  it('is restarted, or killed, and what was asked meanwhile is done once or not at all', async () => {
    const people = await concurrently(16, times(40), () => Person.signedIn(server.url));
    const joins = concurrently(8, people, (person) => untilDone(() => person.join(code)));
    await postgres.kill();
    await postgres.start();
    const answers = await joins;
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
  });

  it('takes no writes: reads go on, writes are refused', async () => {
    const guest = await Person.signedIn(server.url);
    const written = await owner.call('POST', '/invites');
    const position = String(written.headers['gatehouse-position']);
    await postgres.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await postgres.query('SELECT pg_reload_conf()');
    await untilUnready(server.url);
    expectUnavailable(await guest.join(code));
    expectUnavailable(await guest.call('DELETE', '/auth/session'));
    // Also to whoever says what they have seen.
    const headers = { 'gatehouse-position': position };
    expect((await owner.call('GET', '/members', { headers })).status).toBe(200);
    expect((await call(server.url, 'GET', `/api/v1/invites/${code}`)).status).toBe(200);
    await postgres.query('ALTER SYSTEM RESET default_transaction_read_only');
    await postgres.query('SELECT pg_reload_conf()');
  });

  it('has no connection left for it', async () => {
    const guest = await Person.signedIn(server.url);
    const others = await withoutUs(() => takeAllConnections(postgres));
    expectUnavailable(await guest.join(code));
    expectUnavailable(await owner.call('GET', '/members'));
    await Promise.all(others.map((client) => client.end()));
    expect((await untilDone(() => guest.join(code))).status).toBe(200);
  });

  it('takes no connections to the database', async () => {
    const guest = await Person.signedIn(server.url);
    await allowConnections(postgres, false);
    proxy.cutAll();
    expectUnavailable(await owner.call('GET', '/members'));
    // Of many who wait together, too, it is the log that fails, and none of them.
    const many = await Promise.all(times(20).map(() => guest.join(code)));
    many.forEach(expectUnavailable);
    const ready = await call(server.url, 'GET', '/readyz');
    expectUnavailable(ready);
    expect(ready.body).toMatchObject({
      detail: 'The log cannot be written. The read models cannot be read.',
    });
    await says('database \\"postgres\\" is not currently accepting connections');
    await allowConnections(postgres, true);
    expect((await untilDone(() => guest.join(code))).status).toBe(200);
  });

  it('is held up by somebody else who went to sleep in a transaction', async () => {
    const people = await concurrently(32, times(CROWD), () => Person.signedIn(server.url));
    const sleeper = new Client({ connectionString: postgres.url });
    await sleeper.connect();
    await sleeper.query('BEGIN');
    await sleeper.query('SELECT position FROM log_head FOR UPDATE');
    const answers = concurrently(CROWD, people, (person) => person.join(code));
    expect((await owner.call('GET', '/members')).status).toBe(200);
    for (const answer of await answers) expectUnavailable(answer);
    await sleeper.end();
  });

  it('says nothing at all', async () => {
    const guest = await Person.signedIn(server.url);
    proxy.hold();
    const answers = await Promise.all([
      guest.join(code),
      owner.call('GET', '/members'),
      call(server.url, 'GET', '/readyz'),
    ]);
    answers.forEach(expectUnavailable);
    proxy.release();
    expect((await untilDone(() => guest.join(code))).status).toBe(200);
  });

  it('says nothing while a process is stopped: it ends all the same', async () => {
    const url = postgres.urlThrough(proxy.port);
    const other = await startGatehouse('', { GATEHOUSE_DATABASE_URL: url });
    const guest = await Person.signedIn(other.url);
    const connected = await Subscriber.connect(other.url, owner);
    proxy.hold();
    const asked = Promise.allSettled([guest.join(code), guest.call('GET', `/invites/${code}`)]);
    const begun = performance.now();
    expect(await other.stop()).not.toBeNull();
    expectWithin(STOP_MS, performance.now() - begun, 'a stop beside a silent server was over');
    await asked;
    await connected.untilClosed();
    proxy.release();
  });
});

withOwnPostgres('a start without PostgreSQL', () => {
  it('waits for it, says so, and opens when it comes', async () => {
    const postgres = await OwnPostgres.prepare();
    const { process: child, output } = launch({
      GATEHOUSE_PORT: '0',
      GATEHOUSE_DATABASE_URL: postgres.url,
    });
    const says = (stream: 'stdout' | 'stderr', text: string) =>
      until(`it says: ${text}`, () => output()[stream].includes(text));
    await says('stderr', 'Waiting for PostgreSQL, for 0 s by now: connect ECONNREFUSED');
    await postgres.start();
    await says('stdout', 'Gatehouse is open at');
    child.kill('SIGKILL');
    await postgres.remove();
  });

  it('waits while the database takes no connections, too', async () => {
    const postgres = await OwnPostgres.start();
    await allowConnections(postgres, false);
    const { process: child, output } = launch({
      GATEHOUSE_PORT: '0',
      GATEHOUSE_DATABASE_URL: postgres.url,
    });
    const says = (stream: 'stdout' | 'stderr', text: string) =>
      until(`it says: ${text}`, () => output()[stream].includes(text));
    await says('stderr', 'is not currently accepting connections');
    await allowConnections(postgres, true);
    await says('stdout', 'Gatehouse is open at');
    child.kill('SIGKILL');
    await postgres.remove();
  });

  it('gives up after a minute, with a line that says why, also in the middle of the start', async () => {
    const postgres = await OwnPostgres.start();
    const nowhere = await freePort();
    const holder = new Client({ connectionString: postgres.url });
    holder.on('error', () => undefined);
    await holder.connect();
    // Whoever has the schema waits for the read models, which another process seems to fill.
    await holder.query(
      `SELECT pg_advisory_lock(x'47415445'::int, hashtext(concat_ws(':', current_schema(), 'projections')))`,
    );
    const begun = performance.now();
    const start = (url: string) =>
      launch({ GATEHOUSE_PORT: '0', GATEHOUSE_DATABASE_URL: url, GATEHOUSE_LOG_LEVEL: 'warn' });
    const started = [start(postgres.urlThrough(nowhere)), start(postgres.url)];
    const ended = Promise.all(started.map(({ process: child }) => once(child, 'close')));
    await until('it waits for the read models', async () => {
      const rows = await postgres.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'gatehouse' AND wait_event = 'advisory'`,
      );
      return rows.length > 0;
    });
    await postgres.kill();
    await ended;
    const took = performance.now() - begun;
    const ports = [nowhere, postgres.port];
    for (const [index, { process: child, output }] of started.entries()) {
      expect(child.exitCode).toBe(1);
      const lines = output().stderr.trimEnd().split('\n');
      expect(lines.pop()).toBe(
        `GATEHOUSE_DATABASE_URL: PostgreSQL cannot be used: connect ECONNREFUSED 127.0.0.1:${ports[index]}.`,
      );
      // Every five seconds it has said what it waits for.
      expect(lines.length).toBeGreaterThan(8);
      for (const line of lines) expect(line).toContain('Waiting for PostgreSQL, for ');
      expect(output().stdout).toBe('');
    }
    expect(took).toBeGreaterThan(60_000);
    figure(`starts without PostgreSQL given up after ${Math.round(took / 1000)} s with a line`);
    await postgres.remove();
  });

  it('does not wait where that mends nothing, and says in a line what is wrong', async () => {
    const postgres = await OwnPostgres.start();
    for (const [query, why] of [
      ['sslmode=verify-full', 'The server does not support SSL connections; turn ssl on '],
      ['sslrootcert=/nowhere/ca.pem', 'sslrootcert in the address cannot be read: ENOENT'],
      ['sslcert=/nowhere/own.pem', 'sslcert in the address cannot be read: ENOENT'],
      ['sslcert=/dev/null&sslkey=/nowhere/key', 'sslkey in the address cannot be read: ENOENT'],
    ]) {
      const { process: child, output } = launch({
        GATEHOUSE_PORT: '0',
        GATEHOUSE_DATABASE_URL: `${postgres.url}?${query}`,
      });
      await once(child, 'close');
      expect(child.exitCode).toBe(1);
      const [line = '', ...others] = output().stderr.split('\n');
      const said = `GATEHOUSE_DATABASE_URL: PostgreSQL cannot be used: ${why}`;
      expect(line.slice(0, said.length)).toBe(said);
      expect(others).toEqual(['']);
    }
    await postgres.remove();
  });
});

withOwnPostgres('a standby that takes over and was behind', () => {
  let postgres: OwnPostgres;
  let standby: OwnPostgres | undefined;
  let proxy: TcpProxy;
  let writer: RunningGatehouse;
  let reader: RunningGatehouse;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    proxy = await TcpProxy.to(postgres.port);
    const settings = { GATEHOUSE_DATABASE_URL: postgres.urlThrough(proxy.port) };
    writer = await startGatehouse('', settings);
    reader = await startGatehouse('', settings);
  });
  afterAll(async () => {
    expect(await writer.stop()).toBe(0);
    expect(await reader.stop()).toBe(0);
    await proxy.close();
    await postgres.remove();
    await standby?.remove();
  });

  it('is read until it is promoted; then what is lost is forgotten, and everybody is told', async () => {
    const owner = await ownerOf(writer);
    const [before, lost, after, late] = [
      await Person.signedIn(writer.url),
      await Person.signedIn(writer.url),
      await Person.signedIn(writer.url),
      await Person.signedIn(writer.url),
    ];
    const code = await owner.invite({ max_uses: 2 });
    expect((await before.join(code)).status).toBe(200);
    standby = await postgres.standby();
    const subscribers = await Promise.all(
      [writer, reader].map(async ({ url }) => {
        await untilReady(url);
        return Subscriber.connect(url, owner);
      }),
    );
    expect((await lost.join(code)).status).toBe(200);
    for (const subscriber of subscribers) {
      await subscriber.until(() => subscriber.of('MEMBER_JOIN').length === 1);
    }
    expectProblem(await after.join(code), 410, 'INVITE_EXHAUSTED');

    await standby.start();
    proxy.leadTo(standby.port);
    proxy.cutAll();
    const readsAgain = await untilDone(() => owner.call('GET', '/members'));
    expect(readsAgain.status).toBe(200);
    expectUnavailable(await after.join(code));
    await untilUnready(writer.url);

    await standby.query('SELECT pg_promote()');
    await untilReady(writer.url);
    // The one use that was lost with its join is there again, for one and no more.
    expect((await untilDone(() => after.join(code))).status).toBe(200);
    expectProblem(await late.join(code), 410, 'INVITE_EXHAUSTED');
    for (const subscriber of subscribers) {
      await subscriber.until(() => subscriber.of('RESYNC').length > 0);
    }
    for (const { url } of [writer, reader]) {
      const me = await call(url, 'GET', '/api/v1/auth/me', { token: lost.token });
      expect(me).toMatchObject({ status: 200, body: { is_member: false } });
    }
    const head = subscribers[1]?.of('RESYNC')[0]?.d.head;
    expect(typeof head).toBe('number');
    const open = await owner.invite();
    await memberBy(reader.url, open);
    for (const subscriber of subscribers) {
      await subscriber.until(
        (messages) =>
          messages.at(-1)?.op === 'INVITE_UPDATE' || messages.some(({ d }) => d.code === open),
      );
      subscriber.close();
    }
    expect(writer.output().stderr).toContain('The log no longer holds what it held');
    expect(reader.output().stderr).toContain('The log no longer holds what it held');
    const { chain, live, rebuilt } = await examineAt(standby.url);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
  });
});
