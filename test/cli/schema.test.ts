import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/cli/databases.js';
import { unsealText } from '../../src/event-store/sealing.js';
import { asRecorded } from '../../src/http/idempotency-records.js';
import type { UserId } from '../../src/platform/ids.js';
import { isServedPostgres } from '../../src/event-store/postgres/postgres-stored-log.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseProcess,
  startCommand,
} from '../support/command-line.js';
import { call, ownerOf } from '../support/person.js';
import { temporaryDatabase, withPostgres } from '../support/postgres.js';
import { freePort, startGatehouse, temporaryFolder } from '../support/process.js';
import { CLEAR_ANSWERS_SCHEMA, OLDER_SCHEMA } from '../support/older-schema.js';
import { tablesOf } from '../support/tables.js';
import { tracesInFolder } from '../support/traces.js';
import { until } from '../support/until.js';

interface Status {
  readonly state: string;
  readonly migrations: readonly { readonly name: string; readonly status: string }[];
}

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
const sound = inFolder('sound.db');

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

const status = (url: string) => gatehouseJson<Status>(['migrate', 'status', '--database', url]);
const up = (url: string) =>
  gatehouseJson<{ migrated: string[]; rebuilt: string[] }>(['migrate', 'up', '--database', url]);

describe('the command line', () => {
  it('says for programs, too, what was not understood, in one line', async () => {
    const asJson = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout } = await gatehouse(['--json', ...args]);
      expect(code).toBe(2);
      return JSON.parse(stdout);
    };
    const missing = { ok: false, error: 'A command is missing: --help lists them.' };
    expect(await asJson()).toEqual(missing);
    expect(await asJson('invitez')).toEqual({
      ok: false,
      error: expect.stringMatching(/^unknown command 'invitez'[^\n]*$/),
    });
  });

  it.each([
    ['help members kick', 'members kick --help', 'Usage: gatehouse members kick'],
    ['help config', 'config --help', 'Usage: gatehouse config'],
    ['help', '--help', 'Usage: gatehouse [options]'],
    ['-- help members', 'members --help', 'Usage: gatehouse members'],
  ])('%s says what %s says', async (asked, same, usage) => {
    const help = await gatehouse(asked.split(' '));
    expect(help).toEqual(await gatehouse(same.split(' ')));
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining(usage) });
  });

  it.each(['help nosuch', 'help members nosuch', 'nosuch --help', 'members nosuch -h'])(
    '%s is wrong usage, not the help of something else',
    async (asked) => {
      expect(await gatehouse(asked.split(' '))).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining("unknown command 'nosuch'"),
      });
    },
  );
});

describe('gatehouse config', () => {
  interface Said {
    readonly settings: readonly { readonly name: string; readonly value: string | null }[];
    readonly unknown: readonly string[];
  }

  it('says each setting, and which is none', async () => {
    const settings = { GATEHOUSE_PORT: '9000', GATEHOUSE_PROT: '1' };
    const { settings: said, unknown } = await gatehouseJson<Said>(['config'], settings);
    expect(said).toContainEqual({
      name: 'GATEHOUSE_PORT',
      value: '9000',
      source: 'environment',
      default: '8080',
    });
    expect(unknown).toEqual(['GATEHOUSE_PROT']);
    const { stdout, stderr } = await gatehouse(['config'], settings);
    expect(stdout).toMatch(/^GATEHOUSE_PUBLIC_URL +http:\/\/localhost:9000 +default$/m);
    expect(stderr).toBe('GATEHOUSE_PROT is no setting: is it misspelt?\n');
  });

  it('fails for one that is not allowed, and shows no password', async () => {
    const ending = await gatehouse(['config'], { GATEHOUSE_REDIS_URL: 'redis://:s3 cret@x' });
    expectFailure(ending, 1, /GATEHOUSE_REDIS_URL is something else; allowed is redis/);
  });
});

describe('gatehouse start', () => {
  it('runs the server until it is told to end', async () => {
    const port = String(await freePort());
    const server = startCommand(['start', '--database', `sqlite:${inFolder('started.db')}`], {
      GATEHOUSE_PORT: port,
      GATEHOUSE_DATABASE_URL: 'sqlite:/dev/null/not/this/one',
    });
    let stdout = '';
    while (!stdout.includes('Gatehouse is open')) {
      const [chunk] = (await once(server.process.stdout ?? server.process, 'data')) as [Buffer];
      stdout += chunk.toString();
    }
    const { status } = await call(`http://127.0.0.1:${port}`, 'GET', '/readyz');
    expect(status).toBe(200);
    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect(existsSync(inFolder('started.db'))).toBe(true);
  });

  it('refuses what is no database, and a bad setting, in one line', async () => {
    const bad = await gatehouse(['start', '--database', 'postgres://me:secret@']);
    expectFailure(bad, 2, /--database names no database/);
    const { code, stderr } = await gatehouseProcess(['start'], { GATEHOUSE_PORT: 'x' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'GATEHOUSE_PORT is "x"; allowed is a port from 0 to 65535.\n',
    });
  });
});

describe('gatehouse migrate', () => {
  it('says what is there, and makes nothing by looking', async () => {
    const url = `sqlite:${inFolder('none.db')}`;
    expect((await status(url)).state).toBe('empty');
    expect(existsSync(inFolder('none.db'))).toBe(false);
    const { state, migrations } = await status(`sqlite:${sound}`);
    expect(state).toBe('current');
    expect(migrations.map((each) => each.status)).toEqual(migrations.map(() => 'done'));
    const newer = altered('newer.db', `INSERT INTO migrations (timestamp, name) VALUES (9, 'X9')`);
    expect(await status(newer)).toMatchObject({
      state: 'newer',
      migrations: expect.arrayContaining([{ name: 'X9', status: 'unknown' }]),
    });
    writeFileSync(inFolder('text.db'), 'Dear diary,\n'.repeat(99));
    const foreign = ['migrate', 'status', '--database', `sqlite:${inFolder('text.db')}`];
    expectFailure(await gatehouse(foreign), 1, /--database: .*not a Gatehouse database/);
  });

  it('runs what is pending, and makes read models anew that have changed', async () => {
    const older = altered(
      'older.db',
      [...OLDER_SCHEMA, `UPDATE projections SET version = 0 WHERE name = 'role-list'`].join(';'),
    );
    const before = await status(older);
    expect(before.state).toBe('older');
    const pending = before.migrations.filter((each) => each.status === 'pending');
    expect(await up(older)).toMatchObject({
      migrated: pending.map(({ name }) => name),
      rebuilt: ['role-list'],
    });
    expect((await status(older)).state).toBe('current');
    expect(await up(older)).toMatchObject({ migrated: [], rebuilt: [] });
  });

  it('seals the answers of the last day, and throws away snapshots of what is personal', async () => {
    const server = await startGatehouse(altered('clear.db', 'SELECT 1'));
    const owner = await ownerOf(server);
    const request = { body: { label: 'Ada-5320' }, headers: { 'idempotency-key': 'ada-5321' } };
    const { body: first } = await owner.call('POST', '/invites', request);
    await server.stop();

    const database = new Database(inFolder('clear.db'));
    const said = JSON.stringify(['POST', '/api/v1/invites', request.body]);
    const { keyHash, sealingKey, fingerprint } = asRecorded(
      owner.userId as UserId,
      'ada-5321',
      said,
    );
    const { answer, at } = database
      .prepare<[string], { answer: string; at: string }>(
        'SELECT answer, at FROM idempotency_keys WHERE key_hash = ?',
      )
      .get(keyHash) as { answer: string; at: string };
    const outcome = unsealText(sealingKey, fingerprint, answer).replace('Ada', 'Eva');
    database.exec(CLEAR_ANSWERS_SCHEMA.join(';'));
    const clear = [owner.userId, 'ada-5321', fingerprint, outcome, at];
    database.prepare('INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?)').run(clear);
    const snapshot = database.prepare('INSERT INTO snapshots VALUES (?, ?, 256, ?)');
    snapshot.run(`user-${owner.userId}`, 'member@1', '{"display_name":"Eva-5322"}');
    snapshot.run('invite-Abc', 'invite@1', '{"uses":256}');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const secrets = { key: 'ada-5321', label: 'Eva-5320', name: 'Eva-5322' };
    const whereIs = () => tracesInFolder(folder.path, secrets);
    expect(whereIs()).toHaveLength(3);

    const url = `sqlite:${inFolder('clear.db')}`;
    expect((await up(url)).migrated).toEqual(['SealedAnswers1796300000000']);
    expect(whereIs()).toEqual([]);
    expect((await tablesOf(url)).snapshots).toEqual([expect.stringContaining('invite-Abc')]);
    const upgraded = await startGatehouse(url);
    owner.url = upgraded.url;
    const again = await owner.call('POST', '/invites', request);
    expect(again.body).toEqual({ ...first, label: 'Eva-5320' });
    const other = await owner.call('POST', '/invites', { ...request, body: { label: 'other' } });
    expect(other.body.code).toBe('CONFLICT');
    await upgraded.stop();
  });

  it('is refused while the file is served, and keeps a server from it while it runs', async () => {
    const server = await startGatehouse(`sqlite:${sound}`);
    const args = ['migrate', 'up', '--database', `sqlite:${sound}`];
    expectFailure(await gatehouse(args), 1, /--database: .*sound\.db is served by a Gatehouse/);
    expect((await status(`sqlite:${sound}`)).state).toBe('current');
    expect(await server.stop()).toBe(0);
    const alone = await openStore({ engine: 'sqlite', path: sound }, { alone: true });
    await expect(startGatehouse(`sqlite:${sound}`)).rejects.toThrow(/served already/);
    await alone.close();
    expect(await up(`sqlite:${sound}`)).toMatchObject({ migrated: [], rebuilt: [] });
  });

  it('refuses a newer schema', async () => {
    const newer = altered('newer2.db', `INSERT INTO migrations (timestamp, name) VALUES (9, 'X9')`);
    const args = ['migrate', 'up', '--database', newer];
    expectFailure(await gatehouse(args), 1, /--database: .*newer version/);
  });
});

withPostgres('gatehouse migrate on PostgreSQL', () => {
  it('makes the schema, once', async () => {
    const database = await temporaryDatabase();
    expect((await status(database.url)).state).toBe('empty');
    expect((await up(database.url)).migrated.length).toBeGreaterThan(0);
    expect((await status(database.url)).state).toBe('current');
    await database.drop();
  });

  it('is refused while a server runs on it, and so is a copy from it', async () => {
    const database = await temporaryDatabase();
    const server = await startGatehouse(database.url);
    await until('it leads', () => isServedPostgres(database.url));
    const why = /it is served by a Gatehouse just now: stop all its processes first\.$/m;
    const migrating = ['migrate', 'up', '--database', database.url];
    expectFailure(await gatehouse(migrating), 1, why);
    const to = inFolder('of-served.db');
    const copying = ['copy', '--from', database.url, '--to', `sqlite:${to}`];
    expectFailure(await gatehouse(copying), 1, why);
    expect(existsSync(to)).toBe(false);
    expect(await server.stop()).toBe(0);
    expect(await up(database.url)).toMatchObject({ migrated: [], rebuilt: [] });
    await gatehouseJson(copying);
    await database.drop();
  });
});
