import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { ahead } from '../support/clock.js';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { call, memberBy, ownerOf, Person, type Answer } from '../support/person.js';
import { expectAnyProblem, expectProblem, logPosition } from '../support/problem.js';
import { startGatehouse, type RunningGatehouse, type Settings } from '../support/process.js';
import { count, expectWithin, figure, inDepth, rounds } from '../support/proof.js';
import { recordUpdates, tablesOf } from '../support/tables.js';

/** A request id of ours: one part for the process, one that counts. */
const OURS = /^[0-9A-Za-z]{12}-[0-9a-z]+$/;
/** A stop may take no longer. */
const STOP_MS = 10_000;

const databases: TestDatabase[] = [];

async function freshUrl(): Promise<string> {
  const database = await newDatabase();
  databases.push(database);
  return database.url;
}

function codeIn({ ownerLink }: RunningGatehouse): string {
  return ownerLink?.split('/').at(-1) ?? '';
}

afterAll(() => Promise.all(databases.map((database) => database.drop())));

describe('a running Gatehouse', () => {
  let server: RunningGatehouse;
  let owner: Person;

  beforeAll(async () => {
    server = await startGatehouse(await freshUrl());
    owner = await ownerOf(server);
  });

  afterAll(async () => {
    await server.stop();
  });

  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    call(server.url, 'GET', path, { headers });

  it('says at /healthz that it lives', async () => {
    const { status, headers, body } = await get('/healthz');
    expect({ status, body, cache: headers['cache-control'] }).toEqual({
      status: 200,
      body: { status: 'ok' },
      cache: 'no-store',
    });
  });

  it('says at /readyz that it can write, and how far the log goes', async () => {
    const { status, headers, body } = await get('/readyz');
    expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'no-store' });
    expect(body).toMatchObject({
      status: 'ok',
      info: { log: { status: 'up' }, projections: { status: 'up' } },
    });
    const before = await logPosition(server.url);
    await owner.invite();
    expect(await logPosition(server.url)).toBe(before + 1);
  });

  it('says with every write how far the log goes, and answers as of where a request says', async () => {
    const made = await owner.call('POST', '/invites');
    const position = await logPosition(server.url);
    expect(made.headers['gatehouse-position']).toBe(String(position));
    const read = await owner.call('GET', '/invites');
    expect(read.headers).not.toHaveProperty('gatehouse-position');
    const asOf = (named: string) =>
      owner.call('GET', '/invites', { headers: { 'gatehouse-position': named } });
    // What the log does not hold, as after a backup was restored, is not waited for.
    for (const named of ['0', String(position), String(position + 1000), '999999999999999']) {
      expect([named, (await asOf(named)).status]).toEqual([named, 200]);
    }
    for (const named of ['-1', '1.5', 'now', '1'.repeat(16), '']) {
      expect([named, (await asOf(named)).status]).toEqual([named, 400]);
    }
  });

  it('counts requests at /metrics by route, never by path', async () => {
    const code = await owner.invite();
    const previews = async (): Promise<number> => {
      const count = /^gatehouse_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm;
      const found = [...(await metrics()).matchAll(count)].find(
        ([, labels]) => labels === 'method="GET",route="/api/v1/invites/:code",status="200"',
      );
      return Number(found?.[2] ?? 0);
    };
    const before = await previews();
    expect((await get(`/api/v1/invites/${code}`)).status).toBe(200);
    expect(await previews()).toBe(before + 1);
    const text = await metrics();
    expect(text).not.toContain(code);
    for (const name of [
      'gatehouse_commit_duration_seconds_bucket',
      'gatehouse_commands_total',
      'gatehouse_build_info',
      'gatehouse_log_position',
      'gatehouse_clock_behind_log_seconds',
      'gatehouse_members',
      'gatehouse_invites',
      'gatehouse_gateway_connections',
      'gatehouse_gateway_lag_events',
      'process_cpu_seconds_total',
    ]) {
      expect(text).toMatch(new RegExp(`^${name}(\\{.*\\})? \\d`, 'm'));
    }
  });

  it('tells how the community stands at /metrics', async () => {
    const value = async (series: string): Promise<number> => {
      const line = (await metrics()).split('\n').find((each) => each.startsWith(`${series} `));
      return Number(line?.split(' ').at(-1));
    };
    const done = await value('gatehouse_commands_total{outcome="done"}');
    const refused = await value('gatehouse_commands_total{outcome="INVITE_NOT_FOUND"}');
    await owner.invite();
    await owner.join('NoSuch00');
    expect(await value('gatehouse_commands_total{outcome="done"}')).toBe(done + 1);
    expect(await value('gatehouse_commands_total{outcome="INVITE_NOT_FOUND"}')).toBe(
      (refused || 0) + 1,
    );
    expect(await value('gatehouse_log_position')).toBe(await logPosition(server.url));
    const { body } = await get('/api/v1/server');
    expect(await value('gatehouse_members')).toBe(body.member_count);
    expect(await value('gatehouse_invites{status="active"}')).toBeGreaterThan(0);
    expect(await value('gatehouse_clock_behind_log_seconds')).toBe(0);
  });

  it('tells at /metrics by how much a clock that was set back is behind the log', async () => {
    const day = 24 * 3600;
    const url = await freshUrl();
    await (await startGatehouse(url, ahead(day * 1000))).stop();
    const later = await startGatehouse(url);
    const answer = await fetch(`${later.url}/metrics`);
    const told = /^gatehouse_clock_behind_log_seconds (.*)$/m.exec(await answer.text())?.[1];
    await later.stop();
    expect(Number(told)).toBeGreaterThan(day / 2);
    expect(Number(told)).toBeLessThanOrEqual(day);
  });

  it('tells at /metrics how its connections to PostgreSQL stand, where it has some', async () => {
    const lines = (await metrics())
      .split('\n')
      .filter((line) => line.startsWith('gatehouse_postgres'));
    const series = lines.map((line) => line.split(' ')[0]);
    expect(series).toEqual(
      TEST_BACKEND === 'postgres'
        ? [
            'gatehouse_postgres_connections{state="idle"}',
            'gatehouse_postgres_connections{state="busy"}',
            'gatehouse_postgres_waiting',
          ]
        : [],
    );
    for (const line of lines) expect(Number(line.split(' ')[1])).toBeGreaterThanOrEqual(0);
  });

  const metrics = async (): Promise<string> => {
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    return response.text();
  };

  it('echoes the id of a request, on answers and in problems', async () => {
    for (const id of ['a', 'abc-123_X:y.z', 'x'.repeat(64)]) {
      const answer = await get('/api/v1/invites/NoSuch00', { 'x-request-id': id });
      expectProblem(answer, 404, 'INVITE_NOT_FOUND');
      expect(answer.headers['x-request-id']).toBe(id);
      expect(answer.body).toMatchObject({ request_id: id });
    }
  });

  it('replaces the id of a request that could do harm, or is missing', async () => {
    const given = ['', 'x'.repeat(65), 'a b', 'a"b', '<script>', 'a;b', 'é', '{}', 'a,b', '%0a'];
    const ids = new Set<unknown>();
    for (const id of given) {
      const { headers } = await get('/api/v1/server', { 'x-request-id': id });
      expect(headers['x-request-id']).toMatch(OURS);
      ids.add(headers['x-request-id']);
    }
    const { headers } = await get('/api/v1/server');
    expect(headers['x-request-id']).toMatch(OURS);
    expect(ids.size).toBe(given.length);
  });

  it('sends security headers with every answer', async () => {
    const answers = [
      await get('/api/v1/server'),
      await get('/api/v1/invites/NoSuch00'),
      await get('/api/v1/invites'),
      await get('/nowhere'),
      await owner.call('POST', '/invites', { rawBody: '{' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 404, 400]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringMatching(
          /default-src 'none'.*frame-ancestors 'none'/,
        ),
      });
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(x-powered-by|server)$/)]),
      );
      // Without https there is nothing to be strict about.
      expect(headers).not.toHaveProperty('strict-transport-security');
    }
  });

  it('lets no answer be taken for something else, even to a malformed path', async () => {
    const { headers, status } = await get('/api/v1/invites/%ff');
    expect(status).toBe(400);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('allows no other origin unless told to', async () => {
    const origin = 'https://chat.example';
    const { headers } = await get('/api/v1/server', { origin });
    const asked = { origin, 'access-control-request-method': 'POST' };
    const preflight = await call(server.url, 'OPTIONS', '/api/v1/invites', { headers: asked });
    for (const name of [...Object.keys(headers), ...Object.keys(preflight.headers)]) {
      expect(name).not.toMatch(/^access-control-/);
    }
    expectProblem(preflight, 405, 'METHOD_NOT_ALLOWED');
  });
});

describe('behind https, with other origins allowed', () => {
  let server: RunningGatehouse;
  const ORIGINS = ['https://chat.example', 'http://localhost:5173'];

  beforeAll(async () => {
    server = await startGatehouse(await freshUrl(), {
      GATEHOUSE_PUBLIC_URL: 'https://community.example/',
      GATEHOUSE_HSTS_SECONDS: '86400',
      GATEHOUSE_CORS_ORIGINS: ORIGINS.join(', '),
    });
  });

  afterAll(async () => {
    await server.stop();
  });

  it('lets these origins in, with errors too, and no other', async () => {
    for (const path of ['/api/v1/server', '/api/v1/invites', '/nowhere']) {
      for (const origin of ORIGINS) {
        const { headers } = await call(server.url, 'GET', path, { headers: { origin } });
        expect(headers).toMatchObject({
          'access-control-allow-origin': origin,
          vary: expect.stringMatching(/origin/i),
          'access-control-expose-headers': expect.stringMatching(/X-Request-Id/),
        });
        expect(headers).not.toHaveProperty('access-control-allow-credentials');
      }
      for (const origin of ['https://evil.example', 'https://chat.example.evil', 'null']) {
        const { headers } = await call(server.url, 'GET', path, { headers: { origin } });
        expect(headers).not.toHaveProperty('access-control-allow-origin');
      }
    }
  });

  it('answers preflights for every method and header that the API has', async () => {
    const wanted =
      'authorization,content-type,gatehouse-position,idempotency-key,if-match,x-audit-log-reason';
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await call(server.url, 'OPTIONS', '/api/v1/invites/NoSuch00', {
        headers: {
          origin: 'https://chat.example',
          'access-control-request-method': method,
          'access-control-request-headers': wanted,
        },
      });
      expect(status).toBe(204);
      expect(headers).toMatchObject({
        'access-control-allow-origin': 'https://chat.example',
        'access-control-allow-methods': expect.stringContaining(method),
        'access-control-allow-headers': wanted,
      });
    }
  });

  it('asks browsers to stay with https for as long as it is told, and says nothing of subdomains', async () => {
    for (const path of ['/api/v1/server', '/', '/api/docs']) {
      const { headers } = await call(server.url, 'GET', path, { headers: { accept: 'text/html' } });
      expect(headers['strict-transport-security']).toBe('max-age=86400');
    }
  });

  it('says its public address, without a slash too many', () => {
    expect(server.ownerLink).toMatch(/^https:\/\/community\.example\/invite\/\w{8}$/);
    expect(server.output().stdout).toContain('Gatehouse is open at https://community.example\n');
  });
});

const started: RunningGatehouse[] = [];

/** Starts one for a single test. */
async function start(databaseUrl: string, settings: Settings = {}): Promise<RunningGatehouse> {
  const server = await startGatehouse(databaseUrl, settings);
  started.push(server);
  return server;
}

afterEach(async () => {
  for (const server of started.splice(0)) {
    const { exitCode, signalCode } = server.process;
    if (exitCode === null && signalCode === null) await server.kill();
  }
});

describe('the logs', () => {
  it('are JSON lines that hold no key to anything', async () => {
    const server = await start(await freshUrl(), { GATEHOUSE_LOG_LEVEL: 'debug' });
    const closed = once(server.process, 'close');
    const secrets = new Map<string, string>();
    const owner = await ownerOf(server);
    secrets.set('the owner link', codeIn(server)).set("the owner's token", owner.token);
    const code = await owner.invite({ label: 'The label', max_uses: 5 });
    secrets.set('the code', code).set("the owner's key", owner.pubkey);

    const joiner = new Person(server.url);
    const { pubkey } = joiner;
    const asked = await call(server.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } });
    const signature = joiner.sign(asked.body.challenge);
    const body = { pubkey, signature };
    const verified = await call(server.url, 'POST', '/api/v1/auth/verify', { body });
    secrets.set('the challenge', asked.body.challenge).set('the signature', signature);
    secrets.set('the token', verified.body.token).set('the key', pubkey);
    joiner.token = verified.body.token;

    const headers = { 'x-request-id': 'the-walk' };
    const steps = [
      await call(server.url, 'GET', `/api/v1/invites/${code}`, { headers }),
      await joiner.join(code, { headers: { ...headers, 'idempotency-key': 'secret-key-1' } }),
      await owner.call('GET', `/invites/${code}/details`),
      await owner.call('GET', `/members/${pubkey}`),
      await owner.call('PATCH', `/invites/${code}`, { body: { max_uses: 9 } }),
      // Mistakes are logged more readily.
      await call(server.url, 'POST', '/api/v1/auth/verify', { body }),
      await call(server.url, 'GET', `/api/v1/invites/${code}%ff`),
      await call(server.url, 'GET', `/api/v1/invites/${code}/nowhere?token=${joiner.token}`),
      await joiner.call('PATCH', `/invites/${code}`, { body: { label: pubkey } }),
      await joiner.call('POST', `/invites/${code}/join`, { rawBody: `{"token":"${joiner.token}"` }),
      await joiner.call('POST', `/invites/${code}/join`, { body: { [joiner.token]: signature } }),
      await call(server.url, 'GET', '/api/v1/auth/me', {
        headers: { authorization: `Basic ${joiner.token}` },
      }),
    ];
    expect(steps.map(({ status }) => status)).toEqual([
      200, 200, 200, 200, 200, 401, 400, 404, 403, 400, 400, 401,
    ]);
    const socket = await connected(server.url, joiner.token);
    const refused = await connectError(server.url, `${joiner.token}x`);
    expect(refused).toBe('UNAUTHENTICATED');
    socket.disconnect();
    expect(await server.stop()).toBe(0);
    await closed;

    const { stdout, stderr } = server.output();
    const lines = stderr.trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        level: expect.stringMatching(/^(debug|info|warn)$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        msg: expect.any(String),
      });
    }
    const walk = entries.filter((entry) => entry.request_id === 'the-walk');
    expect(walk).toMatchObject([
      { method: 'GET', route: '/api/v1/invites/:code', status: 200 },
      {
        method: 'POST',
        route: '/api/v1/invites/:code/join',
        status: 200,
        user_id: verified.body.user_id,
      },
    ]);
    secrets.set('the idempotency key', 'secret-key-1').set('the label', 'The label');
    for (const [what, secret] of secrets) {
      expect({ what, secret: secret.length > 7, told: stderr.includes(secret) }).toEqual({
        what,
        secret: true,
        told: false,
      });
    }
    expect(stdout.split('\n')).toHaveLength(3);
  });
});

describe('rate limits', () => {
  let server: RunningGatehouse;

  const open = async (settings: Settings = {}): Promise<void> => {
    server = await start(await freshUrl(), { GATEHOUSE_RATE_LIMIT: 'on', ...settings });
  };

  /** Fails unless the answer says what is left, in the fields of the IETF draft. */
  function expectQuota({ headers }: Answer, name: string, quota: number, left: number): number {
    expect(headers['ratelimit-policy']).toBe(`"${name}";q=${quota};w=60`);
    const [, remaining, reset] = /^"\w+";r=(\d+);t=(\d+)$/.exec(String(headers.ratelimit)) ?? [];
    expect({ name, remaining }).toEqual({ name, remaining: String(left) });
    expect(Number(reset)).toBeGreaterThanOrEqual(1);
    expect(Number(reset)).toBeLessThanOrEqual(60);
    return Number(reset);
  }

  function expectLimited(answer: Answer, name: string, quota: number): void {
    expectProblem(answer, 429, 'RATE_LIMITED');
    expect(Number(answer.headers['retry-after'])).toBe(expectQuota(answer, name, quota, 0));
  }

  it('hold for users one by one, and for addresses', async () => {
    await open();
    const owner = await ownerOf(server);
    const code = await owner.invite();
    const [one, other] = [await Person.signedIn(server.url), await Person.signedIn(server.url)];

    for (let left = 19; left >= 0; left--) {
      const answer = await one.join(left === 10 ? 'NoSuch00' : code);
      expect(answer.status).toBe(left === 10 ? 404 : 200);
      expectQuota(answer, 'join', 20, left);
    }
    const position = await logPosition(server.url);
    expectLimited(await one.join(code), 'join', 20);
    expectLimited(await one.call('POST', '/members/join'), 'join', 20);
    expect(await logPosition(server.url)).toBe(position);
    expectQuota(await other.join(code), 'join', 20, 19);

    const { body: role } = await owner.call('POST', '/roles', {
      body: { name: 'Host', permissions: 1 << 7 },
    });
    await other.join(await owner.invite({ grant_role_id: role.id }));
    // The owner has created two invites and one role.
    for (let left = 26; left >= 0; left--) {
      const answer = await owner.call('POST', '/invites', { body: {} });
      expect(answer.status).toBe(201);
      expectQuota(answer, 'create', 30, left);
    }
    const created = await logPosition(server.url);
    expectLimited(await owner.call('POST', '/invites', { body: {} }), 'create', 30);
    expect(await logPosition(server.url)).toBe(created);
    const others = await other.call('POST', '/invites', { body: {} });
    expect(others.status).toBe(201);
    expectQuota(others, 'create', 30, 29);

    // Nobody helps himself by saying that he comes from elsewhere.
    const elsewhere = (n: number) => ({
      headers: { 'x-forwarded-for': `192.0.2.${n}`, forwarded: `for=192.0.2.${n}` },
    });
    // One join above was of a code that is not there.
    for (let left = 58; left >= 0; left--) {
      const answer = await call(server.url, 'GET', `/api/v1/invites/${code}`, elsewhere(left));
      expect(answer.status).toBe(200);
      expectQuota(answer, 'preview', 60, left);
    }
    const more = await call(server.url, 'GET', `/api/v1/invites/${code}`, elsewhere(99));
    expectLimited(more, 'preview', 60);

    // Three have asked for a challenge above.
    const { pubkey } = new Person(server.url);
    const ask = () => call(server.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } });
    for (let left = 26; left >= 0; left--) {
      const answer = await ask();
      expect(answer.status).toBe(200);
      expectQuota(answer, 'challenge', 30, left);
    }
    expectLimited(await ask(), 'challenge', 30);
    // What has no limit goes on.
    expect((await call(server.url, 'GET', '/api/v1/server')).status).toBe(200);
  });

  it('hold for what takes much to write, and for answers that are kept', async () => {
    await open();
    const owner = await ownerOf(server);
    const order = { body: { roles: [] } };
    for (let left = 29; left >= 0; left--) {
      expectQuota(await owner.call('PUT', '/roles/order', order), 'order', 30, left);
    }
    expectLimited(await owner.call('PUT', '/roles/order', order), 'order', 30);
    for (let left = 29; left >= 0; left--) {
      expectQuota(await owner.call('DELETE', '/auth/sessions'), 'sessions', 30, left);
    }
    expectLimited(await owner.call('DELETE', '/auth/sessions/none'), 'sessions', 30);

    const rename = (key?: string) =>
      owner.call('PATCH', '/server', {
        body: { name: 'Harbour' },
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      });
    for (let left = 119; left >= 0; left--) {
      expectQuota(await rename(`key-${left}`), 'repeatable', 120, left);
    }
    expectLimited(await rename('one-more'), 'repeatable', 120);
    const { status, headers } = await rename();
    expect([status, headers.ratelimit]).toEqual([200, undefined]);
  });

  it('count codes that are tried by joining as those that are looked at, however many keys try', async () => {
    await open({ GATEHOUSE_RATE_LIMIT: 'preview=6,verify=5' });
    const owner = await ownerOf(server);
    const code = await owner.invite();
    const people = [await Person.signedIn(server.url), await Person.signedIn(server.url)];
    for (const person of people) {
      for (const tried of ['NoSuch00', 'NoSuch01', '-']) {
        expectProblem(await person.join(tried), 404, 'INVITE_NOT_FOUND');
      }
    }
    const position = await logPosition(server.url);
    const newcomer = await Person.signedIn(server.url);
    expectProblem(await newcomer.join(code), 429, 'RATE_LIMITED');
    expect(await logPosition(server.url)).toBe(position + 1);
    expectLimited(await call(server.url, 'GET', `/api/v1/invites/${code}`), 'preview', 6);
    // The owner and three others have signed in; one more may, and that is all.
    await Person.signedIn(server.url);
    const body = { pubkey: newcomer.pubkey, signature: 'A'.repeat(86) + '==' };
    expectLimited(await call(server.url, 'POST', '/api/v1/auth/verify', { body }), 'verify', 5);
  });

  it('count codes that are looked at, by the link or the API, as those that are tried by joining', async () => {
    await open({ GATEHOUSE_RATE_LIMIT: 'preview=6' });
    const owner = await ownerOf(server);
    const code = await owner.invite();
    const newcomer = await Person.signedIn(server.url);
    for (const path of ['/api/v1/invites/NoSuch00', '/invite/NoSuch00']) {
      for (let tried = 0; tried < 2; tried++) {
        expect((await call(server.url, 'GET', path)).status).toBe(404);
      }
    }
    // Whoever looks at what is there has guessed nothing.
    expect((await call(server.url, 'GET', `/api/v1/invites/${code}`)).status).toBe(200);
    for (const tried of ['NoSuch00', 'NoSuch01']) {
      expectProblem(await newcomer.join(tried), 404, 'INVITE_NOT_FOUND');
    }
    expectProblem(await newcomer.join(code), 429, 'RATE_LIMITED');
  });

  it('know addresses apart behind a proxy that is trusted', async () => {
    await open({ GATEHOUSE_TRUST_PROXY: 'true' });
    const from = (address: string) =>
      call(server.url, 'GET', '/api/v1/invites/NoSuch00', {
        headers: { 'x-forwarded-for': address },
      });
    for (let left = 59; left >= 0; left--) {
      expectQuota(await from(`2001:db8:0:1::${left}`), 'preview', 60, left);
    }
    expectLimited(await from('2001:db8:0:1:ffff::1'), 'preview', 60);
    expectQuota(await from('2001:db8:0:2::1'), 'preview', 60, 59);
    expectQuota(await from('192.0.2.1'), 'preview', 60, 59);
    expectQuota(await from('192.0.2.2'), 'preview', 60, 59);
  });

  it.each([
    ['true', (own: string) => `${own}, 192.0.2.1`],
    ['127.0.0.0/8, 198.51.100.0/24', (own: string) => `${own}, 192.0.2.1, 198.51.100.9`],
    ['1', (own: string) => `${own}, nobody${own}`],
    ['1', (own: string) => `${own}, 192.0.2.1:${own.replace(/.*\./, '')}`],
    ['1', (own: string) => `${own}, ${own.repeat(500)}`],
    ['2', (own: string) => `${own}, 192.0.2.1, 198.51.100.1`],
  ])('take an address from %s proxies, not from what clients say to them', async (proxies, via) => {
    await open({ GATEHOUSE_TRUST_PROXY: proxies });
    for (let left = 59; left >= 57; left--) {
      const answer = await call(server.url, 'GET', '/api/v1/invites/NoSuch00', {
        headers: { 'x-forwarded-for': via(`203.0.113.${left}`) },
      });
      expectQuota(answer, 'preview', 60, left);
    }
  });
});

describe('readiness', () => {
  it('costs no write, however many ask', async () => {
    const url = await freshUrl();
    const server = await startGatehouse(url);
    // What a write that is tried for the sake of trying would touch.
    await recordUpdates(url, 'projections', 'updates');
    const begun = performance.now();
    const answers = await concurrently(64, times(rounds(256)), () =>
      call(server.url, 'GET', '/readyz'),
    );
    const seconds = (performance.now() - begun) / 1000;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { updates = [] } = await tablesOf(url);
    expect(updates).toEqual([]);
    figure(`${count(answers.length)} questions in ${seconds.toFixed(1)} s cost no write`);
    expect(await server.stop()).toBe(0);
  });
});

describe('a stop', () => {
  it('under load loses nothing that was answered, and closes the gateway', async () => {
    const url = await freshUrl();
    const server = await start(url);
    const owner = await ownerOf(server);
    const code = await owner.invite();
    const sockets = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const person = await memberBy(server.url, code);
        return connected(server.url, person.token);
      }),
    );
    const disconnected = sockets.map((socket) => heard(socket, 'disconnect'));
    const people = await Promise.all(
      Array.from({ length: 400 }, () => Person.signedIn(server.url)),
    );
    const waiting = [...people];
    const joined: Person[] = [];
    const refused: Answer[] = [];
    let cutOff = 0;
    let stopped: Promise<number | null> | undefined;
    let askedAt = 0;
    const work = async (): Promise<void> => {
      for (let person = waiting.pop(); person; person = waiting.pop()) {
        const answer = await person.join(code).catch(() => undefined);
        if (answer?.status === 200) joined.push(person);
        else if (answer) refused.push(answer);
        else cutOff++;
        if (joined.length >= 50 && !stopped) {
          askedAt = Date.now();
          stopped = server.stop();
        }
      }
    };
    await Promise.all(Array.from({ length: 40 }, work));
    expect(await stopped).toBe(0);
    expectWithin(STOP_MS, Date.now() - askedAt, 'stopped under load');
    await Promise.all(disconnected);
    // It was under load: some came in, some came too late.
    expect(joined.length).toBeGreaterThanOrEqual(50);
    expect(refused.length + cutOff).toBeGreaterThan(0);

    const again = await start(url);
    const listed = new Set<string>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const { status, body } = await call(again.url, 'GET', `/api/v1/members?limit=100${query}`, {
        token: owner.token,
      });
      expect(status).toBe(200);
      for (const { pubkey } of body.members) listed.add(pubkey);
      cursor = body.next_cursor;
    }
    expect(joined.filter(({ pubkey }) => !listed.has(pubkey))).toEqual([]);
    const { body } = await call(again.url, 'GET', `/api/v1/invites/${code}/details`, {
      token: owner.token,
    });
    expect(body.use_count).toBe(listed.size - 1);
    expect(await again.stop()).toBe(0);
    for (const answer of refused) {
      expect(answer.status).toBe(503);
      expectAnyProblem(answer);
    }
  });

  inDepth('does not wait for connections that say nothing, or only a half of it', async () => {
    const server = await start(await freshUrl());
    const head = 'POST /api/v1/auth/challenge HTTP/1.1\r\nHost: x\r\n';
    const halves = ['', `${head}Content-Le`, `${head}Content-Length: 100\r\n\r\n{`];
    const sockets = await Promise.all(
      halves.map(async (text) => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        socket.write(text);
        return socket;
      }),
    );
    // What was sent has arrived when a later request has been answered.
    await call(server.url, 'GET', '/healthz');
    const askedAt = Date.now();
    expect(await server.stop()).toBe(0);
    expectWithin(STOP_MS, Date.now() - askedAt, 'stopped beside the silent');
    for (const socket of sockets) socket.destroy();
  });
});

function gateway(url: string, token: string): Socket {
  return io(url, {
    path: '/api/v1/gateway',
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
}

async function connected(url: string, token: string): Promise<Socket> {
  const socket = gateway(url, token);
  await heard(socket, 'READY');
  return socket;
}

async function connectError(url: string, token: string): Promise<string> {
  const error = (await heard(gateway(url, token), 'connect_error')) as {
    readonly data?: { readonly code: string };
  };
  return error.data?.code ?? '';
}

/** What comes first with the next event of this name. */
function heard(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}
