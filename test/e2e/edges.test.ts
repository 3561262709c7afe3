import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, ownerOf, Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../support/process.js';
import { expectWithin, inDepth } from '../support/proof.js';
import { until } from '../support/until.js';

const folder = temporaryFolder();
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  const path = join(folder.path, 'new', 'gatehouse.db');
  const secret = join(folder.path, 'url');
  writeFileSync(secret, `sqlite:${path}\n`);
  server = await startGatehouse('', {
    GATEHOUSE_DATABASE_URL: '',
    GATEHOUSE_DATABASE_URL_FILE: secret,
    GATEHOUSE_LOG_LEVEL: 'info',
    GATEHOUSE_SERVICE_HOST: '10.0.0.1',
    GATEHOUSE_PORT_80_TCP: 'tcp://10.0.0.1:80',
    GATEHOUSE_PUBLIC_URL: 'http://shared.example/harbour',
  });
  owner = await ownerOf(server);
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  folder.remove();
});

/** What is answered to bytes, until the connection is closed. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

/** What it has logged so far. */
const lines = () =>
  server
    .output()
    .stderr.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe('a request that no client of ours would send', () => {
  const GET = 'GET /healthz HTTP/1.1\r\n';

  it.each([
    [
      'with headers of 20 KB',
      `${GET}Host: x\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'that expects what nobody does',
      `${GET}Host: x\r\nExpect: miracles\r\n\r\n`,
      417,
      'EXPECTATION_FAILED',
    ],
    ['without a host', `${GET}Connection: close\r\n\r\n`, 400, 'MALFORMED_JSON'],
    ['that is none', 'HELLO\r\n\r\n', 400, 'MALFORMED_JSON'],
  ])('%s is told why, in our words', async (_name, bytes, status, code) => {
    const answer = await answerTo(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(head.toLowerCase()).toMatch(/x-request-id: \S+/);
    expect(JSON.parse(body.replace(/^[0-9a-f]+\r\n/, '').split('\r\n')[0] ?? '')).toMatchObject({
      status,
      code,
    });
  });

  it('without a host is well where there was none, in HTTP 1.0', async () => {
    expect(await answerTo('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('a request that does not come to its end', () => {
  for (const [where, bytes] of [
    ['in its headers', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    [
      'in its body',
      'POST /api/v1/auth/challenge HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
    ],
  ] as const) {
    inDepth(`${where} is told that it took too long`, async () => {
      const begun = performance.now();
      const answer = await answerTo(bytes);
      expectWithin(40_000, performance.now() - begun, 'a request without an end was answered');
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
    });
  }
});

describe('a client that would rather speak HTTP/2', () => {
  const hasCurl = spawnSync('curl', ['--version']).error === undefined;

  (hasCurl ? it : it.skip).each([
    ['asks', []],
    ['sends', ['-H', 'content-type: application/json', '-d', '{}']],
  ])('is answered in the HTTP that there is when it %s', async (_what, body) => {
    const path = body.length === 0 ? '/healthz' : '/api/v1/auth/challenge';
    const { stdout } = await promisify(execFile)('curl', [
      ...['--http2', '-s', '-w', ' %{http_code} %{http_version}', ...body],
      server.url + path,
    ]);
    // A body without a key is refused as from anybody.
    expect(stdout).toMatch(body.length === 0 ? / 200 1\.1$/ : /"VALIDATION_FAILED".* 400 1\.1$/);
  });
});

describe('a claim to be a bot', () => {
  it('is refused where there are none', async () => {
    const { pubkey } = new Person(server.url);
    const body = { pubkey, is_bot: true };
    const answer = await call(server.url, 'POST', '/api/v1/auth/challenge', { body });
    expectProblem(answer, 400, 'VALIDATION_FAILED');
  });
});

describe('a body', () => {
  it('that is empty is none, whatever its type', async () => {
    const code = await owner.invite();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json']) {
      const answer = await owner.call('POST', `/invites/${code}/join`, {
        rawBody: '',
        headers: { 'content-type': type },
      });
      expect([type, answer.status]).toEqual([type, 200]);
    }
  });
});

describe('a community under a path', () => {
  it('says it wherever it says where something is', async () => {
    const { headers, body } = await owner.call('POST', '/invites');
    expect(headers.location).toBe(`/harbour/api/v1/invites/${body.code}`);
    const document = await call(server.url, 'GET', '/api/openapi.json');
    expect(document.body).toMatchObject({ servers: [{ url: '/harbour' }] });
    const gateways = await call(server.url, 'GET', '/api/asyncapi.json');
    expect(gateways.body).toMatchObject({ servers: { gatehouse: { pathname: '/harbour' } } });
  });
});

describe('a start', () => {
  it('says what runs, on what, where and how far it is', () => {
    expect(lines()).toContainEqual(
      expect.objectContaining({
        level: 'info',
        msg: 'Open.',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        engine: 'sqlite',
        address: server.url,
        position: expect.any(Number),
      }),
    );
  });

  it('passes over what an orchestrator says of a service of our name', () => {
    const names = lines()
      .filter(({ msg }) => String(msg).includes('passed over'))
      .map(({ name }) => name);
    expect(names).toEqual(['GATEHOUSE_SERVICE_HOST', 'GATEHOUSE_PORT_80_TCP']);
  });

  it('makes what it keeps for itself alone', () => {
    const path = join(folder.path, 'new', 'gatehouse.db');
    for (const suffix of ['', '-wal', '-shm', '.signing-key']) {
      expect([suffix, statSync(path + suffix).mode & 0o777]).toEqual([suffix, 0o600]);
    }
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path)).filter((name) => name.includes('.lock'))).toEqual([
      'gatehouse.db.lock',
    ]);
  });

  it('leaves the rights of what was there as they are', async () => {
    const path = join(folder.path, 'theirs', 'gatehouse.db');
    mkdirSync(dirname(path), { mode: 0o755 });
    writeFileSync(path, '', { mode: 0o640 });
    const other = await startGatehouse(`sqlite:${path}`);
    await other.stop();
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
  });
});

describe('a stop that is drained first', () => {
  it('answers, and says that it is not ready, until its time is over or it is told again', async () => {
    const going = await startGatehouse('sqlite::memory:', { GATEHOUSE_DRAIN_SECONDS: '300' });
    const status = async (path: string) => (await fetch(going.url + path)).status;
    expect(await status('/readyz')).toBe(200);
    going.process.kill('SIGTERM');
    await until('it says that it is not ready', async () => (await status('/readyz')) === 503);
    expect(await (await fetch(`${going.url}/readyz`)).text()).toContain('is stopping');
    expect([await status('/healthz'), await status('/api/v1/server')]).toEqual([200, 200]);
    expect(await going.stop()).toBe(0);
  });
});

describe('a stop that is drained for a second', () => {
  it('ends by itself', async () => {
    const going = await startGatehouse('sqlite::memory:', { GATEHOUSE_DRAIN_SECONDS: '1' });
    expect(await going.stop()).toBe(0);
  });
});

describe('a refusal in the log', () => {
  it('is also one of what never became a request', async () => {
    const answer = await answerTo('GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n');
    const [, id] = /x-request-id: (\S+)/i.exec(answer) ?? [];
    const odd = await answerTo('HELLO\r\n\r\n');
    const [, oddId] = /x-request-id: (\S+)/i.exec(odd) ?? [];
    const logged = (id?: string) => lines().find(({ request_id }) => request_id === id);
    await until('they are logged', () => logged(id) !== undefined && logged(oddId) !== undefined);
    expect(logged(id)).toMatchObject({
      level: 'info',
      method: 'GET',
      route: 'none',
      status: 417,
      problem: 'EXPECTATION_FAILED',
      address: '127.0.0.1',
    });
    expect(logged(oddId)).toMatchObject({ method: 'none', status: 400, address: '127.0.0.1' });
    const metrics = await fetch(`${server.url}/metrics`);
    expect(await metrics.text()).toMatch(/method="GET",route="none",status="417"/);
  });

  it('says why, to whom, and not more often than is of use', async () => {
    const before = server.output().stderr.length;
    for (let turn = 0; turn < 40; turn++) {
      await call(server.url, 'GET', '/api/v1/invites/NoSuch00');
    }
    const refused = server
      .output()
      .stderr.slice(before)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter(({ problem }) => problem === 'INVITE_NOT_FOUND');
    expect(refused[0]).toMatchObject({
      status: 404,
      address: '127.0.0.1',
      route: '/api/v1/invites/:code',
    });
    expect(refused).toHaveLength(30);
  });
});
