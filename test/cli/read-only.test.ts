import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresConnections } from '../../src/event-store/postgres/postgres-connections.js';
import { openSqliteReadOnly } from '../../src/event-store/sqlite/sqlite-database.js';
import { GATEHOUSE, gatehouseJson } from '../support/command-line.js';
import { Community } from '../support/community.js';
import type { Backend } from '../support/database.js';
import { call, Person } from '../support/person.js';
import { withPostgresInDepth } from '../support/postgres.js';
import {
  freePort,
  startGatehouse,
  temporaryFolder,
  type RunningGatehouse,
} from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';
import { tablesOf } from '../support/tables.js';

const READ_ONLY = { GATEHOUSE_READ_ONLY: 'on' };
const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

interface Operation {
  readonly method: string;
  readonly path: string;
}

/** Every call of the API document that is no GET. */
async function writingCalls(url: string): Promise<readonly Operation[]> {
  const { body } = await call(url, 'GET', '/api/openapi.json');
  const { paths } = body as unknown as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** What signing in and out take. */
const ALSO_READ_ONLY = [
  '/api/v1/auth/challenge',
  '/api/v1/auth/verify',
  '/api/v1/auth/session',
  '/api/v1/auth/sessions',
  '/api/v1/auth/sessions/{id}',
];

function expectReadOnly({ status, body, headers }: Awaited<ReturnType<typeof call>>): void {
  expect({ status, body }).toMatchObject({
    status: 503,
    body: {
      code: 'STORAGE_UNAVAILABLE',
      detail: expect.stringMatching(/^The community is served/),
    },
  });
  // Trying again is of no use.
  expect(headers['retry-after']).toBeUndefined();
}

/** What a community that is served read-only does, and does not do. */
function describeReadOnly(name: string, on: Backend, urlOf: (live: string) => Promise<string>) {
  describe(name, () => {
    let community: Community;
    let owner: Person;
    let member: Person;
    let code: string;
    let url: string;
    let server: RunningGatehouse;
    let before: Awaited<ReturnType<typeof tablesOf>>;

    beforeAll(async () => {
      community = await Community.open({}, on);
      ({ owner } = community);
      member = await community.member();
      code = await owner.invite({ label: 'open' });
      // Its time passes; nobody is to write that down.
      await owner.invite({ expires_in_seconds: 1 });
      url = await urlOf(community.databaseUrl);
      expect((await community.end()).chain.ok).toBe(true);
      before = await tablesOf(url);
      server = await startGatehouse(url, READ_ONLY);
      owner.url = server.url;
      member.url = server.url;
    });
    afterAll(async () => {
      expect(await server.stop()).toBe(0);
      expect(await tablesOf(url)).toEqual(before);
      await community.close();
    });

    it('says so, and offers nobody to become the owner', async () => {
      expect(server.output().stdout).toBe(`Gatehouse is open at ${server.url}, read-only\n`);
      const { status, body } = await call(server.url, 'GET', '/readyz');
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          info: {
            log: { status: 'up', position: expect.any(Number), read_only: true },
            projections: { status: 'up' },
          },
        }),
      ]);
    });

    it('lets those who were there sign in, look and log out', async () => {
      await owner.signIn();
      const { body: me } = await owner.call('GET', '/auth/me');
      expect(me).toMatchObject({ pubkey: owner.pubkey, is_member: true, roles: ['admin'] });
      for (const path of [
        '/members',
        `/members/${member.pubkey}`,
        '/invites?status=all',
        `/invites/${code}`,
        '/roles',
        '/server',
        '/audit/events',
        '/audit/head',
        '/audit/verify',
        `/audit/members/${member.pubkey}`,
        `/audit/members/${member.pubkey}/tree`,
      ]) {
        expect([path, (await owner.call('GET', path)).status]).toEqual([path, 200]);
      }
      const subscriber = await Subscriber.connect(server.url, owner, 0);
      expect(subscriber.messages.some(({ op }) => op === 'MEMBER_JOIN')).toBe(true);
      const session = owner.token;
      const { body: open } = await owner.call('GET', '/auth/sessions');
      expect(open).toEqual({
        sessions: expect.arrayContaining([expect.objectContaining({ is_current: true })]),
      });
      expect((await owner.call('DELETE', '/auth/session')).status).toBe(204);
      await subscriber.untilClosed();
      expect((await owner.call('GET', '/auth/me')).status).toBe(401);
      await owner.signIn();
      expect(owner.token).not.toBe(session);
    });

    it('knows no session of the database', async () => {
      expect((await member.call('GET', '/auth/me')).status).toBe(401);
      await member.signIn();
      expect((await member.call('GET', '/audit/events')).body.code).toBe('MISSING_PERMISSION');
    });

    it('answers every call that would write alike', async () => {
      await owner.signIn();
      const calls = await writingCalls(server.url);
      expect(calls.length).toBeGreaterThan(15);
      for (const { method, path } of calls) {
        if (ALSO_READ_ONLY.includes(path)) continue;
        const place = path
          .replace('{code}', code)
          .replace('{pubkey}', member.pubkey)
          .replace(/\{\w+\}/g, 'admin');
        const options = { token: owner.token, body: {} };
        expectReadOnly(await call(server.url, method, place, options));
        // Who may not call at all is told that, as always.
        expect((await call(server.url, method, place, { body: {} })).status).toBe(401);
      }
      expectReadOnly(await owner.join(code, { headers: { 'idempotency-key': 'once' } }));
    });

    it('registers nobody', async () => {
      const stranger = new Person(server.url);
      const { pubkey } = stranger;
      const asked = await call(server.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey } });
      const body = { pubkey, signature: stranger.sign(asked.body.challenge) };
      expectReadOnly(await call(server.url, 'POST', '/api/v1/auth/verify', { body }));
      const wrong = { pubkey, signature: stranger.sign('something else') };
      const answer = await call(server.url, 'POST', '/api/v1/auth/verify', { body: wrong });
      expect(answer.body.code).toBe('CHALLENGE_FAILED');
    });
  });
}

describeReadOnly('a copy of then', 'sqlite', async (live) => {
  const path = inFolder('then.db');
  const { length } = (await tablesOf(live)).events ?? [];
  const until = ['--until', String(length), '--into', path];
  await gatehouseJson(['replay', '--database', live, ...until]);
  return `sqlite:${path}`;
});

describeReadOnly('a database itself', 'sqlite', (live) => Promise.resolve(live));

withPostgresInDepth('with PostgreSQL', () => {
  describeReadOnly('a database itself', 'postgres', (live) => Promise.resolve(live));
});

describe('beside a server that writes', () => {
  it('shows what happens there', async () => {
    const community = await Community.open({}, 'sqlite');
    const reader = await startGatehouse(community.databaseUrl, READ_ONLY);
    try {
      const auditor = community.owner;
      const writing = auditor.url;
      await auditor.signIn(reader.url);
      const { token } = auditor;
      const subscriber = await Subscriber.connect(reader.url, auditor);
      await auditor.signIn(writing);
      const newcomer = await community.member();
      await subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'MEMBER_JOIN' && d.pubkey === newcomer.pubkey),
      );
      const options = { token };
      const { body } = await call(reader.url, 'GET', '/api/v1/members', options);
      expect(body.members.map(({ pubkey }) => pubkey)).toContain(newcomer.pubkey);
      subscriber.close();
    } finally {
      expect(await reader.stop()).toBe(0);
      await community.close();
    }
  });
});

describe('the connections of a process that only looks', () => {
  it('cannot write to an SQLite file', async () => {
    const community = await Community.open({}, 'sqlite');
    expect((await community.end()).chain.ok).toBe(true);
    const database = openSqliteReadOnly(community.databaseUrl.slice('sqlite:'.length));
    for (const connection of [database.writer, database.reader, database.scanner]) {
      for (const text of ['DELETE FROM sessions', `UPDATE server SET name = 'x'`, 'VACUUM']) {
        expect(() => connection.exec(text)).toThrow(/readonly/);
      }
    }
    await database.close();
    await community.close();
  });
});

withPostgresInDepth('the connections to PostgreSQL of a process that only looks', () => {
  it('cannot write, whatever options their address has', async () => {
    const community = await Community.open({}, 'postgres');
    const url = community.databaseUrl;
    const withOptions = `${url}?options=-c%20search_path%3Dpublic`;
    for (const address of [url, withOptions]) {
      const connections = new PostgresConnections({ url: address, readers: 1, readOnly: true });
      const { pool }: { readonly pool: Pool } = connections;
      expect((await pool.query('SELECT position FROM log_head')).rows).toHaveLength(1);
      await expect(pool.query('DELETE FROM sessions')).rejects.toThrow(/read-only transaction/);
      await connections.close();
    }
    await community.close();
  });
});

/** Runs `gatehouse start --read-only` until it ends by itself, or is open. */
async function startReadOnly(url: string) {
  const args = ['start', '--read-only', '--database', url];
  const child = spawn(process.execPath, [GATEHOUSE, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', GATEHOUSE_PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const closed = once(child, 'close');
  const open = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Gatehouse is open')) resolve();
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await Promise.race([open, closed]);
  child.kill('SIGTERM');
  await closed;
  return { code: child.exitCode, output };
}

describe('gatehouse start --read-only', () => {
  it('serves what is there', async () => {
    const community = await Community.open({}, 'sqlite');
    expect((await community.end()).chain.ok).toBe(true);
    const { code, output } = await startReadOnly(community.databaseUrl);
    expect([code, output]).toEqual([0, expect.stringMatching(/is open at .*, read-only\n/)]);
    await community.close();
  });

  it('makes nothing where there is nothing to be served', async () => {
    const missing = inFolder('missing.db');
    const { code, output } = await startReadOnly(`sqlite:${missing}`);
    expect([code, output]).toEqual([1, expect.stringMatching(/missing\.db does not exist\.\n$/)]);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('missing'))).toEqual([]);
    const text = inFolder('text.db');
    writeFileSync(text, 'Dear diary,\n'.repeat(99));
    const foreign = await startReadOnly(`sqlite:${text}`);
    expect(foreign.output).toMatch(/text\.db is not a Gatehouse database\.\n$/);
    expect(readFileSync(text, 'utf8')).toMatch(/^Dear diary/);
    expect(existsSync(`${text}.signing-key`)).toBe(false);
  });
});
