import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, openStored } from '../../src/cli/databases.js';
import { databaseAt } from '../../src/settings/database-url.js';
import { CARRIED_TABLES } from '../../src/event-store/carried-tables.js';
import { rebuildProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { PROJECTIONS } from '../../src/projections.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseOnFullDisk,
  gatehouseProcess,
  startCommand,
} from '../support/command-line.js';
import { Community } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { lengthen, openLog } from '../support/log.js';
import { memberBy, type Answer, type Person } from '../support/person.js';
import { temporaryDatabase, withPostgresInDepth, withSql } from '../support/postgres.js';
import { MadeUpLog } from '../support/made-up-log.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { tablesOf, type Rows } from '../support/tables.js';
import { until } from '../support/until.js';
import { newKeyPair } from '../support/key-pair.js';

const READ_MODELS = PROJECTIONS.flatMap(({ tables }) => tables);
const CARRIED = CARRIED_TABLES.map(({ name }) => name);
/** Those that are empty until something arrives. */
const ARRIVING = CARRIED_TABLES.filter(({ isThereAlways }) => isThereAlways !== true).map(
  ({ name }) => name,
);
/** What every database makes for itself. */
const OF_ITS_OWN = [
  'migrations',
  'projections',
  'log_head',
  'challenges',
  'rate_limits',
  'signing_key',
  'tree_nodes',
  'cosignatures',
];

interface Copied {
  readonly head: { readonly position: number; readonly hash: string };
  readonly rows: Readonly<Record<string, number>>;
  readonly missed_events: number;
}

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
/** A database that a community of every kind of event has left. */
const sound = inFolder('sound.db');
let owner: Person;
let member: Person;
/** What creating an invite was answered, and how it was asked. */
let created: Answer;
const IDEMPOTENT = { body: { label: 'Café ☕' }, headers: { 'idempotency-key': 'once' } };

beforeAll(async () => {
  const neighbour = new MadeUpLog().grown(3);
  const community = await Community.open({ GATEHOUSE_WITNESS_FOR: neighbour.verifierKey });
  try {
    ({ owner } = community);
    await live(community);
    const shown = { method: 'POST', body: neighbour.offerText(0) };
    expect((await fetch(`${community.url}/witness/add-checkpoint`, shown)).status).toBe(200);
    await community.end();
    copyFileSync(community.databaseUrl.replace('sqlite:', ''), sound);
  } finally {
    await community.close();
  }
});
afterAll(() => folder.remove());

/** A community's life: each kind of event and of runtime state. */
async function live(community: Community): Promise<void> {
  const by = community.by.bind(community);
  member = await community.member(20, 'manage_invites', 'kick_members');
  created = await owner.call('POST', '/invites', IDEMPOTENT);
  const { id } = await community.role(5, 'attach_files');
  await community.give(member, id);
  await by(member, 'PATCH', '/auth/me', { display_name: 'Žofie \u{1f600} "quoted"' });
  const guests = [await community.member(), await community.member(), await community.member()];
  const [kicked, banned, leaver] = guests as [Person, Person, Person];
  await by(owner, 'POST', `/members/${kicked.pubkey}/kick`, { reason: 'for a "reason"' });
  await by(owner, 'POST', `/members/${banned.pubkey}/ban`, { reason: 'spam' });
  await by(leaver, 'DELETE', '/members/me');
  const stranger = await community.newcomer();
  await by(owner, 'POST', '/allowlist', { pubkey: stranger.pubkey });
  await by(owner, 'PATCH', '/server', { name: 'The “Copied”' });
  const revoked = await owner.invite({ max_uses: 3 });
  await by(owner, 'DELETE', `/invites/${revoked}`);
  expect((await stranger.join(revoked)).body.code).toBe('INVITE_REVOKED');
  await owner.invite({ expires_in_seconds: 1 });
  const expired = async () => (await by(owner, 'GET', '/invites?status=expired')).body.invites;
  await until('an invite has expired', async () => (await expired()).length > 0);
  // So many edits that a snapshot is kept.
  const edited = await owner.invite();
  for (const index of times(260)) {
    await by(owner, 'PATCH', `/invites/${edited}`, { label: `edit ${index}` });
  }
}

let long: Promise<string> | undefined;

/** The sound database with so many more events that a copy of it can be interrupted. */
function longLog(): Promise<string> {
  long ??= lengthened(inFolder('long.db'));
  return long;
}

async function lengthened(path: string): Promise<string> {
  copyFileSync(sound, path);
  await lengthen(`sqlite:${path}`, 20);
  return path;
}

/** The sound database once more, on which a server has made its key. */
async function signed(name: string): Promise<string> {
  const path = inFolder(name);
  copyFileSync(sound, path);
  const server = await startGatehouse(`sqlite:${path}`);
  await server.stop();
  return path;
}

async function publicKeyOf(url: string): Promise<string> {
  const args = ['audit', 'head', '--database', url];
  return (await gatehouseJson<{ public_key: string }>(args)).public_key;
}

function copy(from: string, to: string): Promise<Copied> {
  return gatehouseJson<Copied>(['copy', '--from', from, '--to', to]);
}

function only(
  names: readonly string[],
  tables: Readonly<Record<string, Rows>>,
): Readonly<Record<string, Rows | undefined>> {
  return Object.fromEntries(names.map((name) => [name, tables[name]]));
}

/** Fails unless the log of a copy is that of the original and its chain holds, column by column. */
async function expectSame(url: string, original: string): Promise<void> {
  const [copied, given] = [await tablesOf(url), await tablesOf(original)];
  for (const name of ['events', ...CARRIED, ...READ_MODELS]) {
    expect({ name, rows: copied[name] }).toEqual({ name, rows: given[name] });
  }
  const address = databaseAt(url);
  if (!address) throw new Error(`No database: ${url}`);
  const log = await openStored(address);
  const chain = await verifyChain(log);
  await log.close();
  expect(chain).toMatchObject({ ok: true, checked: given.events?.length });
}

/** Fails unless the read models are what a replay of the log makes. */
async function expectReplayEqualsLive(url: string): Promise<void> {
  const address = databaseAt(url);
  if (!address) throw new Error(`No database: ${url}`);
  const before = await tablesOf(url);
  const store = await openStore(address);
  await rebuildProjections(store, PROJECTIONS);
  await store.close();
  expect(only(READ_MODELS, await tablesOf(url))).toEqual(only(READ_MODELS, before));
}

/** Starts the copy and goes on with the life of the community where it was. */
async function expectAlive(url: string): Promise<void> {
  const { events } = await tablesOf(url);
  const server = await startGatehouse('', { GATEHOUSE_DATABASE_URL: url });
  expect(server.ownerLink).toBeUndefined();
  const at = (person: Person): Person =>
    Object.assign(Object.create(Object.getPrototypeOf(person) as object) as Person, person, {
      url: server.url,
    });
  expect((await at(owner).call('GET', '/auth/me')).body).toMatchObject({ is_member: true });
  const me = await at(member).call('GET', '/auth/me');
  expect(me.body.display_name).toBe('Žofie \u{1f600} "quoted"');
  const again = await at(owner).call('POST', '/invites', IDEMPOTENT);
  expect({ status: again.status, code: again.body.code }).toEqual({
    status: created.status,
    code: created.body.code,
  });
  const guest = await memberBy(server.url, await at(member).invite());
  expect((await at(owner).call('GET', `/members/${guest.pubkey}`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  const grown = await tablesOf(url);
  expect(grown.events?.length).toBeGreaterThan(events?.length ?? 0);
  const log = await openStored(databaseAt(url) ?? { engine: 'sqlite', path: '' });
  expect(await verifyChain(log)).toMatchObject({ ok: true, checked: grown.events?.length });
  await log.close();
}

describe('a copy from SQLite to SQLite', () => {
  it('is the same in every column, replays to the same, and lives on', async () => {
    const to = `sqlite:${inFolder('to/another.db')}`;
    const report = await copy(`sqlite:${sound}`, to);
    expect(readdirSync(inFolder('to'))).toEqual(['another.db']);
    await expectSame(to, `sqlite:${sound}`);
    const given = await tablesOf(`sqlite:${sound}`);
    expect(report.head.position).toBe(given.events?.length);
    for (const name of CARRIED) {
      expect(given[name]?.length).toBeGreaterThan(0);
      expect({ name, rows: report.rows[name] }).toEqual({ name, rows: given[name]?.length });
    }
    await expectReplayEqualsLive(to);
    await expectAlive(to);
  });

  it('brings the key that signs heads, unless there is another one', async () => {
    const from = await signed('signed.db');
    const to = inFolder('to-signed/copy.db');
    expect(await copy(`sqlite:${from}`, `sqlite:${to}`)).toMatchObject({ signing_key: 'carried' });
    expect(readFileSync(`${to}.signing-key`)).toEqual(readFileSync(`${from}.signing-key`));
    expect(statSync(`${to}.signing-key`).mode & 0o777).toBe(0o600);
    expect(await publicKeyOf(`sqlite:${to}`)).toBe(await publicKeyOf(`sqlite:${from}`));

    const other = inFolder('other-key.db');
    const { pem } = newKeyPair();
    writeFileSync(`${other}.signing-key`, pem);
    const args = ['copy', '--from', `sqlite:${from}`, '--to', `sqlite:${other}`];
    const { code, stderr } = await gatehouse(args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/another key that signs heads/);
    expect(readFileSync(`${other}.signing-key`, 'utf8')).toBe(pem);
  });

  it('says on a terminal’s standard output what was copied', async () => {
    const to = `sqlite:${inFolder('said.db')}`;
    const args = ['copy', '--from', `sqlite:${sound}`, '--to', to];
    const { code, stdout } = await gatehouseProcess(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Copied [\d,]+ events in .*\n.*\n\d+ [0-9a-f]{64}\n.*DATABASE_URL=/);
  });

  inDepth('takes what was there when it began, and says what came after', async () => {
    const from = inFolder('written.db');
    copyFileSync(await longLog(), from);
    const to = `sqlite:${inFolder('moment.db')}`;
    const copying = startCommand(['copy', '--json', '--from', `sqlite:${from}`, '--to', to]);
    await copying.underWay();
    await gatehouseJson(['invites', 'create', '--database', `sqlite:${from}`]);
    const { code, stdout, stderr } = await copying.ended;
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Copied;
    expect(report.missed_events).toBe(1);
    expect(stderr).toMatch(/1 events came to the source meanwhile/);
    expect((await tablesOf(to)).events).toHaveLength(report.head.position);
    await expectReplayEqualsLive(to);
  });

  it('leaves nothing when it is interrupted', async () => {
    const from = await longLog();
    mkdirSync(inFolder('interrupted'));
    const to = `sqlite:${inFolder('interrupted/copy.db')}`;
    const copying = startCommand(['copy', '--from', `sqlite:${from}`, '--to', to]);
    await copying.underWay();
    copying.process.kill('SIGINT');
    expectFailure(await copying.ended, 130, /Interrupted/);
    expect(readdirSync(inFolder('interrupted'))).toEqual([]);
  });

  it('says that the disk is full, and leaves nothing', async () => {
    mkdirSync(inFolder('full'));
    const before = readFileSync(sound);
    const to = `sqlite:${inFolder('full/copy.db')}`;
    const ending = await gatehouseOnFullDisk(['copy', '--from', `sqlite:${sound}`, '--to', to]);
    expectFailure(ending, 1, /(Cannot write|cannot be used): .*(disk|large).*\.\n$/);
    expect(readdirSync(inFolder('full'))).toEqual([]);
    expect(readFileSync(sound).equals(before)).toBe(true);
  });

  it('has nothing under its name when it is killed, and says what the rest is', async () => {
    const from = await longLog();
    mkdirSync(inFolder('killed'));
    const path = inFolder('killed/copy.db');
    const args = ['copy', '--from', `sqlite:${from}`, '--to', `sqlite:${path}`];
    const copying = startCommand(args);
    await copying.underWay();
    copying.process.kill('SIGKILL');
    await copying.ended;
    expect(existsSync(path)).toBe(false);
    expectFailure(await gatehouse(args), 1, /copy\.db\.incomplete exists: .* remove it/);
    expect(existsSync(path)).toBe(false);
  });
});

describe('every table of a database', () => {
  it('is the log, goes with it, is made from it, or is known to be left behind', async () => {
    const known = ['events', ...CARRIED, ...READ_MODELS, ...OF_ITS_OWN];
    const tables = Object.keys(await tablesOf(`sqlite:${sound}`));
    expect(tables.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('a copy that is refused', () => {
  const refused = async (from: string, to: string, code: number, why: RegExp) => {
    expectFailure(await gatehouse(['copy', '--from', from, '--to', to]), code, why);
  };
  /** A copy of the sound database, changed through SQLite. */
  const altered = (name: string, ...statements: readonly string[]): string => {
    copyFileSync(sound, inFolder(name));
    const database = new Database(inFolder(name));
    for (const statement of statements) database.exec(statement);
    database.close();
    return `sqlite:${inFolder(name)}`;
  };
  const nowhere = (): string => `sqlite:${inFolder('nowhere.db')}`;

  it.each([
    ['no options', ['copy']],
    ['an unknown option', ['copy', '--form', 'x']],
    ['an unknown command', ['cpoy']],
    ['no command', []],
  ])('%s: wrong usage', async (_, args) => {
    const { code, stdout, stderr } = await gatehouseProcess(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--help/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('a URL that is none: wrong usage, and no password is shown', async () => {
    await refused('postgres://me:secret@', nowhere(), 2, /--from names no database; it must be /);
    await refused(`sqlite:${sound}`, 'mysql://x/y', 2, /--to names no database/);
    await refused(`sqlite:${sound}`, 'sqlite::memory:', 2, /--to is in memory/);
  });

  it('a source that does not exist is not made', async () => {
    await refused(
      nowhere(),
      `sqlite:${inFolder('x.db')}`,
      1,
      /--from: .*nowhere\.db does not exist/,
    );
    expect(existsSync(inFolder('nowhere.db'))).toBe(false);
    expect(existsSync(inFolder('x.db'))).toBe(false);
  });

  it('a source that is not ours', async () => {
    writeFileSync(inFolder('diary.txt'), 'Dear diary,\n'.repeat(99));
    await refused(`sqlite:${inFolder('diary.txt')}`, nowhere(), 1, /not a Gatehouse database/);
    await refused(`sqlite:${folder.path}`, nowhere(), 1, /is not a file/);
  });

  it('a source of another version', async () => {
    const newer = `INSERT INTO migrations (timestamp, name) VALUES (2e12, 'Future2000000000000')`;
    await refused(altered('newer.db', newer), nowhere(), 1, /--from: .*newer version/);
    const older = 'DELETE FROM migrations WHERE id = (SELECT MAX(id) FROM migrations)';
    await refused(altered('older.db', older), nowhere(), 1, /--from: .*older version.*migrate up/);
  });

  it('a source without a community', async () => {
    await (await openLog(`sqlite:${inFolder('empty.db')}`)).close();
    await refused(`sqlite:${inFolder('empty.db')}`, nowhere(), 1, /holds no community/);
  });

  it('a source whose chain is broken, with the position', async () => {
    const damaged = altered(
      'damaged.db',
      'DROP TRIGGER events_refuse_update',
      `UPDATE events SET data = replace(data, '{', '{ ') WHERE position = 17`,
    );
    await refused(damaged, nowhere(), 1, /--from: .*damaged at position 17/);
    const gap = altered(
      'gap.db',
      'DROP TRIGGER events_refuse_delete',
      'DELETE FROM events WHERE position = 23',
    );
    await refused(gap, nowhere(), 1, /--from: .*damaged at position 23/);
    expect(existsSync(inFolder('nowhere.db'))).toBe(false);
  });

  it('a source that is cut short', async () => {
    copyFileSync(sound, inFolder('short.db'));
    truncateSync(inFolder('short.db'), Math.floor(readFileSync(sound).length / 2));
    await refused(`sqlite:${inFolder('short.db')}`, nowhere(), 1, /short\.db cannot be read: /);
    expect(existsSync(inFolder('nowhere.db'))).toBe(false);
  });

  it('a target that is there already, or is the source', async () => {
    const taken = inFolder('taken.txt');
    writeFileSync(taken, 'mine');
    await refused(`sqlite:${sound}`, `sqlite:${taken}`, 1, /--to: .*taken\.txt exists already/);
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    writeFileSync(inFolder('left.db-wal'), 'of a file that is gone');
    await refused(`sqlite:${sound}`, `sqlite:${inFolder('left.db')}`, 1, /left\.db-wal exists/);
    symlinkSync(sound, inFolder('alias.db'));
    await refused(`sqlite:${sound}`, `sqlite:${inFolder('alias.db')}`, 1, /very database/);
  });

  it('a target that cannot be made', async () => {
    await refused(`sqlite:${sound}`, 'sqlite:/dev/null/x/y.db', 1, /--to: .*cannot be made/);
  });

  it('a source that is being served, until it is not', async () => {
    const from = inFolder('served.db');
    copyFileSync(sound, from);
    const server = await startGatehouse(`sqlite:${from}`);
    const to = inFolder('of-served.db');
    await refused(`sqlite:${from}`, `sqlite:${to}`, 1, /--from: .*served\.db is served by a Gateh/);
    expect(existsSync(to)).toBe(false);
    expect(await server.stop()).toBe(0);
    await copy(`sqlite:${from}`, `sqlite:${to}`);
  });

  it('a server that is not there', async () => {
    const server = 'postgres://gate:secret@127.0.0.1:1/nowhere';
    await refused(`sqlite:${sound}`, server, 1, /--to: PostgreSQL cannot be reached: /);
    await refused(server, nowhere(), 1, /--from: PostgreSQL cannot be reached: /);
  });

  it('says so to a program, too', async () => {
    const args = ['--json', 'copy', '--from', nowhere(), '--to', nowhere()];
    const { code, stdout } = await gatehouse(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: expect.stringContaining('does not exist'),
    });
  });
});

withPostgresInDepth('a copy to PostgreSQL and back', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  beforeAll(async () => {
    database = await temporaryDatabase();
  });
  afterAll(() => database.drop());

  const fresh = async (test: (url: string) => Promise<void>): Promise<void> => {
    const other = await temporaryDatabase();
    try {
      await test(other.url);
    } finally {
      await other.drop();
    }
  };

  it('is the same in every column on each, replays to the same, and lives on', async () => {
    const there = await copy(`sqlite:${sound}`, database.url);
    await expectSame(database.url, `sqlite:${sound}`);
    const back = `sqlite:${inFolder('back.db')}`;
    expect((await copy(database.url, back)).head).toEqual(there.head);
    await expectSame(back, `sqlite:${sound}`);
    await fresh(async (url) => {
      await copy(database.url, url);
      await expectSame(url, `sqlite:${sound}`);
    });
    await expectReplayEqualsLive(database.url);
    await expectReplayEqualsLive(back);
    await expectAlive(database.url);
    await expectAlive(back);
  });

  it('brings the key that signs heads there and back', async () => {
    const from = await signed('signed-too.db');
    await fresh(async (url) => {
      await copy(`sqlite:${from}`, url);
      expect(await publicKeyOf(url)).toBe(await publicKeyOf(`sqlite:${from}`));
      const back = inFolder('signed-back.db');
      await copy(url, `sqlite:${back}`);
      expect(readFileSync(`${back}.signing-key`)).toEqual(readFileSync(`${from}.signing-key`));
    });
  });

  it('knows every table of PostgreSQL, too', async () => {
    const known = ['events', ...CARRIED, ...READ_MODELS, ...OF_ITS_OWN];
    const tables = Object.keys(await tablesOf(database.url));
    expect(tables.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('is refused where there is a community, and where it comes from', async () => {
    const before = await tablesOf(database.url);
    const args = (to: string) => ['copy', '--from', `sqlite:${sound}`, '--to', to];
    expectFailure(await gatehouse(args(database.url)), 1, /holds a community already/);
    const alias = new URL(database.url);
    alias.searchParams.set('application_name', 'another');
    const onto = ['copy', '--from', database.url, '--to', alias.href];
    expectFailure(await gatehouse(onto), 1, /--to: it is the very database/);
    expect(await tablesOf(database.url)).toEqual(before);
  });

  it('is refused where sessions or keys are left, though no event is', async () => {
    await fresh(async (url) => {
      const address = databaseAt(url);
      if (address) await (await openStore(address)).close();
      await withSql(url, `INSERT INTO personal_keys (stream, key) VALUES ('user-x', '\\x00')`);
      const args = ['copy', '--from', `sqlite:${sound}`, '--to', url];
      expectFailure(await gatehouse(args), 1, /holds a community already/);
    });
  });

  it('is refused where the schema is not ours or newer', async () => {
    const args = (to: string) => ['copy', '--from', `sqlite:${sound}`, '--to', to];
    await fresh(async (url) => {
      await withSql(url, 'CREATE TABLE events (id INTEGER)');
      expectFailure(await gatehouse(args(url)), 1, /--to: another program has tables/);
    });
    await fresh(async (url) => {
      const address = databaseAt(url);
      if (address) await (await openStore(address)).close();
      await withSql(url, `INSERT INTO migrations (timestamp, name) VALUES (9, 'Tomorrow9')`);
      expectFailure(await gatehouse(args(url)), 1, /--to: .*newer version/);
    });
    await fresh(async (url) => {
      const from = ['copy', '--from', url, '--to', `sqlite:${inFolder('never.db')}`];
      expectFailure(await gatehouse(from), 1, /--from: it is not a Gatehouse database/);
    });
  });

  it('sees that the end of a log is missing, which breaks no link', async () => {
    await fresh(async (url) => {
      await copy(`sqlite:${sound}`, url);
      const { events } = await tablesOf(url);
      await withSql(
        url,
        `ALTER TABLE events DISABLE TRIGGER events_refuse_changes;
         DELETE FROM events WHERE position = ${String(events?.length)}`,
      );
      const args = ['copy', '--from', url, '--to', `sqlite:${inFolder('never.db')}`];
      const why = new RegExp(`--from: .*damaged at position ${String(events?.length)}`);
      expectFailure(await gatehouse(args), 1, why);
      expect(existsSync(inFolder('never.db'))).toBe(false);
    });
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing after %s', async (signal) => {
    const from = await longLog();
    await fresh(async (url) => {
      const args = ['copy', '--from', `sqlite:${from}`, '--to', url];
      const copying = startCommand(args);
      await copying.underWay();
      copying.process.kill(signal);
      const ending = await copying.ended;
      if (signal === 'SIGINT') expectFailure(ending, 130, /Interrupted/);
      const left = await tablesOf(url);
      for (const name of ['events', ...ARRIVING]) expect(left[name]).toEqual([]);
      // So that it can be tried again.
      await copy(`sqlite:${sound}`, url);
      await expectSame(url, `sqlite:${sound}`);
    });
  });

  inDepth(
    'has arrived whole when it is interrupted after that, and a start does the rest',
    async () => {
      const from = await longLog();
      await fresh(async (url) => {
        const copying = startCommand(['copy', '--from', `sqlite:${from}`, '--to', url]);
        await copying.underWay('read models');
        copying.process.kill('SIGINT');
        const { code, stderr } = await copying.ended;
        expect(code).toBe(130);
        expect(stderr).toMatch(/The log has arrived whole.*\ngatehouse: Interrupted\.\n$/);
        const server = await startGatehouse('', { GATEHOUSE_DATABASE_URL: url });
        expect(await server.stop()).toBe(0);
        await expectSame(url, `sqlite:${from}`);
      });
    },
  );
});
