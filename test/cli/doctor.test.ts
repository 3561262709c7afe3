import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COSIGNATURE, verifierKey } from '../../src/transparency/signed-note.js';
import { gatehouse, gatehouseJson } from '../support/command-line.js';
import { lengthen, openLog } from '../support/log.js';
import { newKey } from '../support/made-up-log.js';
import { temporaryDatabase, withPostgres, withSql } from '../support/postgres.js';
import type { Settings } from '../support/process.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';
import { tablesOf } from '../support/tables.js';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
}

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
const sound = inFolder('sound.db');
const PUBLIC = { GATEHOUSE_PUBLIC_URL: 'https://community.example', GATEHOUSE_TRUST_PROXY: '1' };

beforeAll(async () => {
  const server = await startGatehouse(`sqlite:${sound}`);
  await server.stop();
});
afterAll(() => folder.remove());

function altered(name: string, statement: string): string {
  copyFileSync(sound, inFolder(name));
  const database = new Database(inFolder(name));
  database.exec(statement);
  database.close();
  return `sqlite:${inFolder(name)}`;
}

/** What the doctor finds, by check; its exit code must say whether anything failed. */
async function examine(
  url: string,
  { full = false, settings = PUBLIC }: { full?: boolean; settings?: Settings } = {},
): Promise<Readonly<Record<string, Finding | undefined>>> {
  const args = ['--json', 'doctor', '--database', url, ...(full ? ['--full'] : [])];
  const { code, stdout } = await gatehouse(args, settings);
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  const failed = findings.some(({ status }) => status === 'fail');
  expect({ code, ok }).toEqual({ code: failed ? 1 : 0, ok: !failed });
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

const fails = (why: RegExp) => ({ status: 'fail', message: expect.stringMatching(why) });
const warns = (why: RegExp) => ({ status: 'warn', message: expect.stringMatching(why) });

describe('gatehouse doctor', () => {
  it('finds a sound community well, also beside the server, and changes nothing', async () => {
    const before = await tablesOf(`sqlite:${sound}`);
    for (const full of [false, true]) {
      const findings = await examine(`sqlite:${sound}`, { full });
      expect(Object.values(findings).map((finding) => finding?.status)).toEqual(
        Object.keys(findings).map(() => 'ok'),
      );
    }
    expect(await tablesOf(`sqlite:${sound}`)).toEqual(before);
    const path = inFolder('running.db');
    const server = await startGatehouse(`sqlite:${path}`);
    const settings = { GATEHOUSE_PUBLIC_URL: server.url };
    const findings = await examine(`sqlite:${path}`, { full: true, settings });
    expect(await server.stop()).toBe(0);
    expect(findings.chain?.status).toBe('ok');
    expect(findings.public).toMatchObject({ status: 'ok' });
  });

  it('says it in lines for people', async () => {
    const { code, stdout } = await gatehouse(['doctor', '--database', `sqlite:${sound}`], PUBLIC);
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split('\n'))
      expect(line).toMatch(/^(ok|warn|fail) +\S+ +\S/);
  });

  it('settings', async () => {
    const url = `sqlite:${sound}`;
    const local = await examine(url, { settings: {} });
    expect(local.settings).toMatchObject(warns(/localhost.*GATEHOUSE_PUBLIC_URL/));
    const misspelt = await examine(url, { settings: { ...PUBLIC, GATEHOUSE_PROT: '1' } });
    expect(misspelt.settings).toMatchObject(warns(/GATEHOUSE_PROT: no such setting/));
    const bad = await examine(url, { settings: { GATEHOUSE_PORT: 'x' } });
    expect(bad.settings).toMatchObject(fails(/GATEHOUSE_PORT is "x"; allowed is/));
  });

  it.each([
    [
      'https://community.example',
      'false',
      'warn',
      /count as one address; set GATEHOUSE_TRUST_PROXY/,
    ],
    ['https://community.example', '1', 'ok', /trusted/],
    ['https://community.example', '10.0.0.0/8', 'ok', /trusted/],
    ['http://community.example', 'false', 'warn', /in the clear; put a proxy with TLS/],
    ['http://192.168.1.7:8080', '1', 'warn', /in the clear; put a proxy with TLS/],
    ['http://localhost:8080', '1', 'warn', /of no proxy: .*unset the one, or mend the other/],
    ['http://localhost:8080', 'false', 'ok', /none is needed/],
    ['http://[::1]:8080', 'false', 'ok', /none is needed/],
  ])('a proxy before %s, with GATEHOUSE_TRUST_PROXY=%s', async (url, trust, status, why) => {
    const settings = { GATEHOUSE_PUBLIC_URL: url, GATEHOUSE_TRUST_PROXY: trust };
    expect((await examine(`sqlite:${sound}`, { settings })).proxy).toMatchObject({
      status,
      message: expect.stringMatching(why),
    });
  });

  it('a proxy that leads nowhere, or lets no WebSocket through, while a server runs', async () => {
    const path = inFolder('behind.db');
    const server = await startGatehouse(`sqlite:${path}`);
    const from = async (url: string): Promise<Finding | undefined> => {
      const settings = { GATEHOUSE_PUBLIC_URL: url };
      return (await examine(`sqlite:${path}`, { settings })).public;
    };
    const proxy = createServer((request, response) => {
      void fetch(`${server.url}${request.url ?? ''}`).then(({ status }) => {
        response.writeHead(request.url?.startsWith('/elsewhere') ? 404 : status).end();
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    try {
      expect(await from(`http://127.0.0.1:${port}`)).toMatchObject(
        warns(/lets no WebSocket through \(\d+\): let the proxy pass Upgrade/),
      );
      expect(await from(`http://127.0.0.1:${port}/elsewhere`)).toMatchObject(
        warns(/healthz answers 404; look at the proxy/),
      );
      proxy.close();
      expect(await from(`http://127.0.0.1:${port}`)).toMatchObject(
        warns(/cannot be reached from here: .*ECONNREFUSED/),
      );
    } finally {
      proxy.close();
      await server.stop();
    }
    expect(await from(server.url)).toBeUndefined();
  });

  it('a database that is not there, not ours, or of another version', async () => {
    const nowhere = await examine(`sqlite:${inFolder('nowhere.db')}`);
    expect(nowhere.database).toMatchObject(fails(/does not exist/));
    const newer = `INSERT INTO migrations (timestamp, name) VALUES (9, 'Tomorrow9')`;
    const tomorrow = await examine(altered('newer.db', newer));
    expect(tomorrow.database).toMatchObject(fails(/newer version/));
    const server = await examine('postgres://gate:secret@127.0.0.1:1/x');
    expect(server.database).toMatchObject(fails(/cannot be reached/));
    expect(JSON.stringify(server)).not.toContain('secret');
  });

  it('a damaged chain, far back only when asked in full', async () => {
    const path = inFolder('long.db');
    copyFileSync(sound, path);
    const position = (await tablesOf(`sqlite:${sound}`)).events?.length ?? 0;
    await lengthen(`sqlite:${path}`, 11);
    const damage = (at: number): void => {
      const database = new Database(path);
      database.exec(`DROP TRIGGER IF EXISTS events_refuse_update;
        UPDATE events SET actor = 'nobody' WHERE position = ${at}`);
      database.close();
    };
    damage(3);
    const sampled = await examine(`sqlite:${path}`);
    expect(sampled.chain).toMatchObject({ status: 'ok', message: expect.stringMatching(/--full/) });
    const full = await examine(`sqlite:${path}`, { full: true });
    expect(full.chain).toMatchObject(fails(/damaged at position 3;/));
    damage(position + 9000);
    const late = await examine(`sqlite:${path}`);
    expect(late.chain).toMatchObject(fails(new RegExp(`damaged at position ${position + 9000};`)));
  });

  it('read models of another version, and, in full, wrong ones', async () => {
    const other = altered('other.db', `UPDATE projections SET version = 9 WHERE name = 'ban-list'`);
    expect((await examine(other)).projections).toMatchObject(warns(/ban-list: of another version/));
    const wrong = altered('wrong.db', 'UPDATE roles SET color = 1');
    expect((await examine(wrong)).projections?.status).toBe('ok');
    expect((await examine(wrong, { full: true })).projections).toMatchObject(
      fails(/roles: not what a replay makes/),
    );
  });

  it('events from the future', async () => {
    const path = inFolder('future.db');
    copyFileSync(sound, path);
    const store = await openLog(`sqlite:${path}`);
    const event = {
      id: 'future',
      type: 'ServerSettingsChanged',
      data: { name: 'Tomorrow' },
      actor: 'system',
      at: '2126-11-22T10:00:00.000Z',
      correlationId: 'test',
      causationId: null,
    };
    await store.append([{ stream: 'server', expectedVersion: 'any', events: [event] }]);
    await store.close();
    expect((await examine(`sqlite:${path}`)).clock).toMatchObject(fails(/2126.*set the clock/));
  });

  it('witnesses that have not seen all of the log', async () => {
    expect((await examine(`sqlite:${sound}`)).witnesses).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/none/),
    });
    const key = verifierKey({ ...newKey('witness.example').named, type: COSIGNATURE });
    const settings = { ...PUBLIC, GATEHOUSE_WITNESSES: `${key} http://127.0.0.1:1` };
    const unseen = await examine(`sqlite:${sound}`, { settings });
    expect(unseen.witnesses).toMatchObject(warns(/witness\.example has signed 0 of \d+ events/));
    const { length } = (await tablesOf(`sqlite:${sound}`)).events ?? [];
    const row = (size: number) => `INSERT INTO cosignatures VALUES (${size}, '${key}', '', '')`;
    const late = await examine(altered('late.db', row(length - 1)), { settings });
    expect(late.witnesses).toMatchObject(
      warns(new RegExp(`has signed ${length - 1} of ${length} events`)),
    );
    const seen = await examine(altered('seen.db', row(length)), { settings });
    expect(seen.witnesses).toMatchObject({ status: 'ok' });
  });

  it('answers that a power cut can take back', async () => {
    const settings = { ...PUBLIC, GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' };
    const { durable } = await examine(`sqlite:${sound}`, { settings });
    expect(durable).toMatchObject(warns(/SYNCHRONOUS is normal/));
  });

  it('a file that cannot be written', async () => {
    const path = inFolder('read-only.db');
    copyFileSync(sound, path);
    chmodSync(path, 0o444);
    // Whoever may do everything is not stopped by a mode.
    const expected = process.getuid?.() === 0 ? 'ok' : 'fail';
    expect((await examine(`sqlite:${path}`)).writable?.status).toBe(expected);
  });
});

withPostgres('gatehouse doctor on PostgreSQL', () => {
  it('finds it well; not when it is read-only, or the end of the log is missing', async () => {
    const database = await temporaryDatabase();
    const { url } = database;
    try {
      expect((await examine(url)).database).toMatchObject(fails(/not a Gatehouse database/));
      await gatehouseJson(['copy', '--from', `sqlite:${sound}`, '--to', url]);
      const { role: _, ...findings } = await examine(url, { full: true });
      expect(Object.values(findings).map((finding) => finding?.status)).toEqual(
        Object.keys(findings).map(() => 'ok'),
      );
      const readOnly = new URL(url);
      readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
      expect((await examine(readOnly.href)).writable).toMatchObject(fails(/read_only is on/));
      const careless = new URL(url);
      careless.searchParams.set('options', '-c synchronous_commit=off');
      expect((await examine(careless.href)).durable).toMatchObject(
        warns(/^off: synchronous_commit;/),
      );
      await withSql(
        url,
        `ALTER TABLE events DISABLE TRIGGER events_refuse_changes;
         DELETE FROM events WHERE position = (SELECT MAX(position) FROM events)`,
      );
      expect((await examine(url)).chain).toMatchObject(fails(/damaged at position \d+/));
    } finally {
      await database.drop();
    }
  });

  it('looks whether its role may do enough, and not more', async () => {
    const database = await temporaryDatabase();
    const { url } = database;
    const [admin = ''] = await queryOne(url, 'SELECT current_user');
    const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
    const asRole = new URL(url);
    asRole.searchParams.set('options', `-c role=${name}`);
    const found = async (at: string): Promise<Finding | undefined> => (await examine(at)).role;
    try {
      await gatehouseJson(['copy', '--from', `sqlite:${sound}`, '--to', url]);
      expect(await found(url)).toMatchObject(warns(/is a superuser, and a role that owns/));
      await withSql(
        url,
        `CREATE ROLE ${name};
         GRANT USAGE ON SCHEMA public TO ${name}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`,
      );
      expect(await found(asRole.href)).toMatchObject(fails(/may not write to the log.*GRANT/));
      await withSql(url, `GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`);
      expect(await found(asRole.href)).toMatchObject(warns(/cannot change them.*GRANT/));
      const tables = `SELECT format('ALTER TABLE %I OWNER TO ${name}', tablename) FROM pg_tables WHERE schemaname = 'public'`;
      await withSql(url, (await queryOne(url, tables)).join(';'));
      expect(await found(asRole.href)).toMatchObject(warns(/may make no tables.*GRANT CREATE ON/));
      await withSql(url, `GRANT CREATE ON SCHEMA public TO ${name}`);
      expect(await found(asRole.href)).toMatchObject({ status: 'ok' });
    } finally {
      await withSql(
        url,
        `REASSIGN OWNED BY ${name} TO ${admin}; DROP OWNED BY ${name}; DROP ROLE ${name}`,
      );
      await database.drop();
    }
  });
});

/** The first column of each row. */
async function queryOne(url: string, text: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<string[]>({ text, rowMode: 'array' });
    return rows.map(([value = '']) => value);
  } finally {
    await client.end();
  }
}
