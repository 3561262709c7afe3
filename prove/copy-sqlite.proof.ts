import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStored } from '../src/cli/databases.js';
import { CARRIED_TABLES, selectPage, type CarriedRow } from '../src/event-store/carried-tables.js';
import { MAX_READ } from '../src/event-store/event-store.js';
import type { StoredLog } from '../src/event-store/stored-log.js';
import { databaseAt } from '../src/settings/database-url.js';
import { startCommand } from '../test/support/command-line.js';
import { call } from '../test/support/person.js';
import { temporaryDatabase } from '../test/support/postgres.js';
import { startGatehouse, temporaryFolder } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';

const EVENTS = rounds(3000);

const folder = temporaryFolder();
const original = join(folder.path, 'original.db');
const back = join(folder.path, 'back.db');
let there: Awaited<ReturnType<typeof temporaryDatabase>>;
/** The token of the owner's session. */
let token: string;

beforeAll(async () => {
  const script = join(import.meta.dirname, 'kept-community.mjs');
  const said = execFileSync(process.execPath, [script, String(EVENTS), original], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ({ owner: token } = JSON.parse(said.trim().split('\n').at(-1) ?? '') as { owner: string });
  there = await temporaryDatabase({ durable: false });
  // Makes the key that signs heads, and the tree.
  expect(await (await startGatehouse(`sqlite:${original}`)).stop()).toBe(0);
});
afterAll(async () => {
  await there.drop();
  folder.remove();
});

/** Runs it to its end in a process of its own, telling how far it is; answers its JSON. */
async function gatehouse<Result>(...args: readonly string[]): Promise<Result> {
  const running = startCommand(['--json', ...args]);
  const told = progressOf(EVENTS, `events: ${args[0] ?? ''}`);
  running.process.stderr?.on('data', (chunk: Buffer) => {
    told(Number(/: ([\d,]+) of/.exec(chunk.toString())?.[1]?.replaceAll(',', '') ?? 0));
  });
  const { code, stdout, stderr } = await running.ended;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

interface Digests {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: Readonly<Record<string, string>>;
}

/** Of every column of every event, and of every table that goes with the log. */
async function digestsOf(url: string): Promise<Digests> {
  const address = databaseAt(url);
  if (!address) throw new Error(`No database: ${url}`);
  const log = await openStored(address);
  const [rows, sha256]: [Record<string, number>, Record<string, string>] = [{}, {}];
  try {
    const pages: Readonly<Record<string, AsyncIterable<readonly object[]>>> = {
      events: eventsOf(log),
      ...Object.fromEntries(CARRIED_TABLES.map((table) => [table.name, rowsOf(log, table)])),
    };
    for (const [name, all] of Object.entries(pages)) {
      const hash = createHash('sha256');
      rows[name] = 0;
      for await (const page of all) {
        rows[name] += page.length;
        for (const row of page) hash.update(bytesOf(row));
      }
      sha256[name] = hash.digest('hex');
    }
  } finally {
    await log.close();
  }
  return { rows, sha256 };
}

/** A row whose columns are in the order of their names, its bytes in hexadecimal. */
function bytesOf(row: object): string {
  const columns = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    columns.map(([name, value]: [string, unknown]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    ]),
  );
}

async function* eventsOf(log: StoredLog): AsyncGenerator<readonly object[], undefined> {
  let after = 0;
  for (;;) {
    const page = await log.readStored(after, MAX_READ);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.position;
  }
}

async function* rowsOf(
  log: StoredLog,
  table: (typeof CARRIED_TABLES)[number],
): AsyncGenerator<readonly object[], undefined> {
  let last: CarriedRow | undefined;
  for (;;) {
    const page = await log.all<CarriedRow>(selectPage(table, last, MAX_READ));
    last = page.at(-1);
    if (!last) return;
    yield page;
  }
}

/** Whoever was signed in still is, with what they may do. */
async function expectSignedIn(url: string): Promise<void> {
  const server = await startGatehouse(url);
  try {
    const { status, body } = await call(`${server.url}/api/v1`, 'GET', '/auth/me', { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({ is_member: true, roles: ['admin'] });
  } finally {
    expect(await server.stop()).toBe(0);
  }
}

describe(`a community of ${count(EVENTS)} events, copied to PostgreSQL and back`, () => {
  it('is the same, byte for byte, on either side', async () => {
    const begun = performance.now();
    await gatehouse('copy', '--from', `sqlite:${original}`, '--to', there.url);
    const arrived = performance.now();
    await gatehouse('copy', '--from', there.url, '--to', `sqlite:${back}`);
    const seconds = [arrived - begun, performance.now() - arrived].map((ms) =>
      count(Math.round(ms / 1000)),
    );
    const given = await digestsOf(`sqlite:${original}`);
    expect(given.rows.events).toBeGreaterThanOrEqual(EVENTS * 0.99);
    for (const name of ['sessions', 'personal_keys', 'snapshots', 'community_secret']) {
      expect({ name, rows: given.rows[name] }).not.toEqual({ name, rows: 0 });
    }
    expect(await digestsOf(there.url)).toEqual(given);
    expect(await digestsOf(`sqlite:${back}`)).toEqual(given);
    figure(
      `${count(given.rows.events ?? 0)} events and ${count(given.rows.personal_keys ?? 0)} keys of people, ` +
        `to PostgreSQL in ${seconds[0] ?? ''} s and back in ${seconds[1] ?? ''} s, the same in every column`,
    );
  });

  it('has the read models that a rebuild makes, the key that signs heads and its sessions', async () => {
    const { public_key } = await gatehouse<{ public_key: string }>(
      ...['audit', 'head', '--database', `sqlite:${original}`],
    );
    for (const url of [there.url, `sqlite:${back}`]) {
      await gatehouse('audit', 'verify', '--database', url);
      await gatehouse('projections', 'check', '--database', url);
      const head = await gatehouse('audit', 'head', '--database', url);
      expect(head).toMatchObject({ public_key });
      await expectSignedIn(url);
    }
    const key = readFileSync(`${original}.signing-key`);
    expect(readFileSync(`${back}.signing-key`).equals(key)).toBe(true);
    figure('read models as replayed, sessions and keys carried over, on both');
  });
});
