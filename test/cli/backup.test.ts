import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { backUpFile } from '../../src/event-store/sqlite/backup-file.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseOnFullDisk,
  gatehouseProcess,
  startCommand,
} from '../support/command-line.js';
import { times } from '../support/concurrently.js';
import { examine, lengthen } from '../support/log.js';
import { memberBy, ownerOf, type Person } from '../support/person.js';
import { temporaryDatabase, withPostgres } from '../support/postgres.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { tablesOf } from '../support/tables.js';
import { until } from '../support/until.js';
import { OLDER_SCHEMA } from '../support/older-schema.js';

interface Written {
  readonly head: { readonly position: number; readonly hash: string };
}

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
const sound = inFolder('sound.db');
let owner: Person;
let code: string;

beforeAll(async () => {
  const server = await startGatehouse(`sqlite:${sound}`);
  try {
    owner = await ownerOf(server);
    code = await owner.invite();
    for (const _ of times(20)) await memberBy(server.url, code);
  } finally {
    await server.stop();
  }
});
afterAll(() => folder.remove());

/** That signs heads of the log in this file. */
const keyOf = (path: string): string => readFileSync(`${path}.signing-key`, 'utf8');

const backup = (file: string, url = `sqlite:${sound}`) => ['backup', file, '--database', url];
const restore = (file: string, url: string) => ['restore', file, '--database', url];

function altered(name: string, ...statements: readonly string[]): string {
  copyFileSync(sound, inFolder(name));
  return alter(inFolder(name), ...statements);
}

function alter(path: string, ...statements: readonly string[]): string {
  const database = new Database(path);
  for (const statement of statements) database.exec(statement);
  database.close();
  return path;
}

const CANNOT_WRITE = /Cannot write: .*\. Look at the disk; nothing was changed\.\n$/;

const DAMAGE = [
  'DROP TRIGGER events_refuse_update',
  `UPDATE events SET actor = 'nobody' WHERE position = 9`,
];

describe('interrupted', () => {
  let long: string;
  beforeAll(async () => {
    long = altered('long.db');
    await lengthen(`sqlite:${long}`, 20);
  });

  const steps = ['copying pages', 'recomputing the chain', 'replaying the log'];
  const commands = {
    backup: (file: string) => backup(file, `sqlite:${long}`),
    restore: (file: string) => restore(long, `sqlite:${file}`),
  };
  it.each(
    Object.entries(commands).flatMap(([name, args]) =>
      steps.map((step) => [name, step, args] as const),
    ),
  )('gatehouse %s leaves nothing: %s', async (name, step, args) => {
    const room = inFolder(`interrupted-${name}`);
    const temporary = inFolder('interrupted-temporary');
    for (const each of [room, temporary]) mkdirSync(each, { recursive: true });
    const before = readFileSync(long);
    const running = startCommand(args(join(room, 'x.db')), { TMPDIR: temporary });
    await running.underWay(step);
    running.process.kill('SIGINT');
    expectFailure(await running.ended, 130, /Interrupted/);
    expect([room, temporary].map((each) => readdirSync(each))).toEqual([[], []]);
    expect(readFileSync(long).equals(before)).toBe(true);
  });
});

describe('gatehouse backup', () => {
  it('takes every answered join from under a running server, and restores to life', async () => {
    const path = inFolder('loaded.db');
    copyFileSync(sound, path);
    const server = await startGatehouse(`sqlite:${path}`);
    let done = false;
    const joined: Person[] = [];
    const joining = times(4).map(async () => {
      while (!done) joined.push(await memberBy(server.url, code));
    });
    const file = inFolder('backups/loaded.db');
    let before: readonly Person[];
    try {
      await until('twenty have joined', () => joined.length >= 20);
      before = [...joined];
      const ending = await gatehouseProcess(['--json', ...backup(file, `sqlite:${path}`)]);
      expect(ending.code).toBe(0);
      const { head } = JSON.parse(ending.stdout) as Written;
      const after = joined.length;
      done = true;
      await Promise.all(joining);
      expect(after).toBeGreaterThan(before.length);
      const { events } = await tablesOf(`sqlite:${file}`);
      expect(events).toHaveLength(head.position);
    } finally {
      done = true;
      await Promise.allSettled(joining);
      await server.stop();
    }
    const written = ['loaded.db', 'loaded.db.head.json', 'loaded.db.signing-key'];
    expect(readdirSync(inFolder('backups'))).toEqual(written);
    expect(statSync(`${file}.signing-key`).mode & 0o777).toBe(0o600);
    const elsewhere = inFolder('elsewhere/gatehouse.db');
    await gatehouseJson(restore(file, `sqlite:${elsewhere}`));
    expect(readdirSync(inFolder('backups'))).toEqual(written);
    expect(keyOf(elsewhere)).toBe(keyOf(path));
    expect(await tablesOf(`sqlite:${elsewhere}`)).toEqual(await tablesOf(`sqlite:${file}`));
    const restored = await startGatehouse(`sqlite:${elsewhere}`);
    for (const person of before) {
      person.url = restored.url;
      expect((await person.call('GET', '/auth/me')).body.is_member).toBe(true);
    }
    await memberBy(restored.url, code);
    expect(await restored.stop()).toBe(0);
    const { chain, live, rebuilt } = await examine(`sqlite:${elsewhere}`);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
  });

  inDepth(
    'is of the moment when it began, whatever is committed between two of its steps',
    async () => {
      const path = altered('written.db');
      await lengthen(`sqlite:${path}`, 30);
      const { events } = await tablesOf(`sqlite:${path}`);
      const writer = new Database(path);
      const insert = writer.prepare(
        `INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, 'x', '2027')`,
      );
      const sessions = writer.prepare<[], number>('SELECT COUNT(*) FROM sessions').pluck();
      const before = sessions.get();
      const steps: number[] = [];
      await backUpFile(path, inFolder('moment.db'), (done) => {
        steps.push(done);
        insert.run(Buffer.from([steps.length]));
      });
      expect(steps.length).toBeGreaterThan(1);
      expect(sessions.get()).toBe(Number(before) + steps.length);
      writer.close();
      const backedUp = await tablesOf(`sqlite:${inFolder('moment.db')}`);
      expect(backedUp.events).toEqual(events);
      expect(backedUp.sessions).toHaveLength(Number(before));
    },
  );

  it('without a key that signs heads says so, and no command makes one: that is for a start', async () => {
    const url = `sqlite:${altered('keyless.db')}`;
    await gatehouseJson(['members', 'list', '--database', url]);
    const { stdout } = await gatehouse(backup(inFolder('of-keyless.db'), url));
    expect(stdout).toMatch(/There is no key that signs heads in .*keyless\.db\.signing-key/);
    const keys = readdirSync(folder.path).filter((name) => /keyless.*(key|head)/.test(name));
    expect(keys).toEqual([]);
  });

  it('overwrites nothing, least of all the database itself', async () => {
    const taken = inFolder('taken.db');
    writeFileSync(taken, 'mine');
    expectFailure(await gatehouse(backup(taken)), 1, /taken\.db exists already/);
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    const gone = inFolder('gone.db');
    writeFileSync(`${gone}.head.json`, 'of another');
    expectFailure(await gatehouse(backup(gone)), 1, /gone\.db\.head\.json is there already/);
    expect(readFileSync(`${gone}.head.json`, 'utf8')).toBe('of another');
    const before = readFileSync(sound);
    expectFailure(await gatehouse(backup(sound)), 1, /very database/);
    expect(readFileSync(sound).equals(before)).toBe(true);
  });

  it('clears what a kill has left of the one before, and says what else is to be moved away', async () => {
    const file = inFolder('cut-off/x.db');
    mkdirSync(inFolder('cut-off'));
    // As it lies there when it is killed just before its end.
    const begun = ['.incomplete', '.incomplete-journal', '.incomplete.signing-key'];
    for (const end of [...begun, '.head.json', `.signing-key.${randomUUID()}`]) {
      writeFileSync(file + end, '');
    }
    expectFailure(await gatehouse(backup(file)), 1, /incomplete exists: .* remove it, and what/);
    rmSync(`${file}.incomplete`);
    expectFailure(await gatehouse(backup(file)), 1, /head\.json is there already, .*move it away/);
    rmSync(`${file}.head.json`);
    await gatehouseJson(backup(file));
    const whole = ['x.db', 'x.db.head.json', 'x.db.signing-key'];
    expect(readdirSync(inFolder('cut-off'))).toEqual(whole);
  });

  it('refuses what is not there, and a folder that cannot be', async () => {
    const nowhere = `sqlite:${inFolder('nowhere.db')}`;
    expectFailure(await gatehouse(backup(inFolder('x.db'), nowhere)), 1, /does not exist/);
    expect(existsSync(inFolder('nowhere.db'))).toBe(false);
    expectFailure(await gatehouse(backup('/dev/null/x/y.db')), 1, /cannot be made/);
    expectFailure(await gatehouse(['backup', inFolder('x.db')]), 1, /does not exist/);
    expect((await gatehouse(['backup'])).code).toBe(2);
  });

  it('is not called done when the chain is broken or a read model is wrong', async () => {
    mkdirSync(inFolder('unproven'));
    const file = inFolder('unproven/x.db');
    const damaged = altered('damaged.db', ...DAMAGE);
    expectFailure(await gatehouse(backup(file, `sqlite:${damaged}`)), 1, /at position 9/);
    const wrong = altered('wrong.db', 'DELETE FROM members WHERE joined_position > 20');
    expectFailure(await gatehouse(backup(file, `sqlite:${wrong}`)), 1, /does not make: members/);
    expect(readdirSync(inFolder('unproven'))).toEqual([]);
  });

  it('says that the disk is full, and leaves nothing', async () => {
    mkdirSync(inFolder('full'));
    const ending = await gatehouseOnFullDisk(backup(inFolder('full/x.db')));
    expectFailure(ending, 1, CANNOT_WRITE);
    expect(readdirSync(inFolder('full'))).toEqual([]);
  });
});

describe('gatehouse restore', () => {
  const target = (): string => `sqlite:${inFolder('restored.db')}`;

  it('overwrites nothing', async () => {
    const file = inFolder('whole.db');
    await gatehouseJson(backup(file));
    const path = inFolder('in-use.db');
    copyFileSync(sound, path);
    const before = readFileSync(path);
    expectFailure(await gatehouse(restore(file, `sqlite:${path}`)), 1, /in-use\.db exists already/);
    expectFailure(await gatehouse(restore(file, `sqlite:${file}`)), 1, /very database/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ['whose chain is broken', DAMAGE, /at position 9/],
    ['with a read model that is wrong', ['UPDATE roles SET color = 1'], /does not make: roles/],
    [
      'of a newer version',
      [`INSERT INTO migrations (timestamp, name) VALUES (9, 'Tomorrow9')`],
      /newer version/,
    ],
  ])('refuses a backup %s', async (_, statements, why) => {
    const file = altered('bad.db', ...statements);
    expectFailure(await gatehouse(restore(file, target())), 1, why);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('restored'))).toEqual([]);
  });

  it('says that the disk is full, and leaves nothing', async () => {
    mkdirSync(inFolder('no-room'));
    const file = inFolder('for-no-room.db');
    await gatehouseJson(backup(file));
    const ending = await gatehouseOnFullDisk(restore(file, `sqlite:${inFolder('no-room/x.db')}`));
    expectFailure(ending, 1, CANNOT_WRITE);
    expect(readdirSync(inFolder('no-room'))).toEqual([]);
  });

  it('refuses a backup whose end is gone, or which the head beside it is not of', async () => {
    const file = inFolder('ended.db');
    await gatehouseJson(backup(file));
    const database = new Database(file);
    const { last } = database.prepare('SELECT MAX(position) AS last FROM events').get() as {
      readonly last: number;
    };
    database.exec(`DROP TRIGGER events_refuse_delete; DELETE FROM events WHERE position = ${last}`);
    database.close();
    await gatehouseJson(['projections', 'rebuild', '--database', `sqlite:${file}`]);
    const why = new RegExp(`ends at ${last - 1}, and the head is at ${last}: it was cut short`);
    expectFailure(await gatehouse(restore(file, target())), 1, why);
    const other = inFolder('forged.db');
    await gatehouseJson(backup(other));
    const head = JSON.parse(readFileSync(`${other}.head.json`, 'utf8')) as object;
    writeFileSync(`${other}.head.json`, JSON.stringify({ ...head, hash: '0'.repeat(64) }));
    expectFailure(
      await gatehouse(restore(other, target())),
      1,
      /the signature of the head is wrong/,
    );
    expect(existsSync(inFolder('restored.db'))).toBe(false);
  });

  it('refuses what is no backup', async () => {
    writeFileSync(inFolder('text.db'), 'Dear diary,\n'.repeat(99));
    expectFailure(await gatehouse(restore(inFolder('text.db'), target())), 1, /not a Gatehouse/);
    expectFailure(await gatehouse(restore(inFolder('none.db'), target())), 1, /There is no file/);
    expect(existsSync(inFolder('restored.db'))).toBe(false);
  });

  it('brings a backup of an older version up to date, and leaves it as it is', async () => {
    const file = inFolder('older.db');
    await gatehouseJson(backup(file));
    expect(existsSync(`${file}.head.json`)).toBe(true);
    alter(file, ...OLDER_SCHEMA, `UPDATE projections SET version = 0 WHERE name = 'role-list'`);
    const before = await tablesOf(`sqlite:${file}`);
    const url = `sqlite:${inFolder('newest.db')}`;
    await gatehouseJson(restore(file, url));
    expect(await tablesOf(`sqlite:${file}`)).toEqual(before);
    const restored = await tablesOf(url);
    const given = await tablesOf(`sqlite:${sound}`);
    for (const table of ['events', 'roles', 'members', 'personal_keys']) {
      expect(restored[table]).toEqual(given[table]);
    }
    expect(restored.sessions).toHaveLength(given.sessions?.length ?? 0);
    // Whoever was there is called as before: by ids that no secret is in.
    expect(restored.community_secret).toEqual(['[["id",1],["secret",null]]']);
    expect(given.community_secret?.[0]).toMatch(/"secret","[0-9a-f]{64}"/);
    expect(await gatehouseJson(['migrate', 'status', '--database', url])).toMatchObject({
      state: 'current',
    });
  });
});

withPostgres('backup and restore with PostgreSQL', () => {
  it('go through an SQLite file', async () => {
    const [one, other] = [await temporaryDatabase(), await temporaryDatabase()];
    try {
      await gatehouseJson(restore(sound, one.url));
      const file = inFolder('of-postgres.db');
      const { head } = await gatehouseJson<Written>(backup(file, one.url));
      const given = await tablesOf(`sqlite:${sound}`);
      expect(head.position).toBe(given.events?.length);
      const restored = await gatehouseJson<Written>(restore(file, other.url));
      expect(restored.head).toEqual(head);
      const { events, personal_keys, members } = await tablesOf(other.url);
      expect({ events, personal_keys, members }).toEqual({
        events: given.events,
        personal_keys: given.personal_keys,
        members: given.members,
      });
      expect(keyOf(file)).toBe(keyOf(sound));
      expect(existsSync(`${file}.head.json`)).toBe(true);
      expectFailure(await gatehouse(restore(file, other.url)), 1, /holds a community already/);
      expectFailure(await gatehouse(backup(file, other.url)), 1, /exists already/);
    } finally {
      await one.drop();
      await other.drop();
    }
  });
});
