import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/cli/databases.js';
import { rebuildProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { PROJECTIONS } from '../../src/projections.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseOnFullDisk,
  gatehouseProcess,
  startCommand,
  type RunningCommand,
} from '../support/command-line.js';
import { times } from '../support/concurrently.js';
import { lengthen, openLog } from '../support/log.js';
import { memberBy, ownerOf, Person } from '../support/person.js';
import { temporaryDatabase, withPostgresInDepth } from '../support/postgres.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { tablesOf } from '../support/tables.js';

const READ_MODELS = PROJECTIONS.flatMap(({ tables }) => tables);

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
    await memberBy(server.url, code);
  } finally {
    await server.stop();
  }
  // So that a rebuild takes several pages.
  await lengthen(`sqlite:${sound}`, 3);
});
afterAll(() => folder.remove());

function copyOf(name: string, statement = ''): string {
  copyFileSync(sound, inFolder(name));
  const database = new Database(inFolder(name));
  database.exec(statement);
  database.close();
  return `sqlite:${inFolder(name)}`;
}

const run = (action: string, url: string, ...more: readonly string[]) => [
  'projections',
  action,
  ...more,
  '--database',
  url,
];

describe('gatehouse projections', () => {
  it('lists what there is, and in which version', async () => {
    const url = copyOf('listed.db', `UPDATE projections SET version = 0 WHERE name = 'ban-list'`);
    const { projections } = await gatehouseJson<{
      projections: readonly { readonly name: string; readonly current: boolean }[];
    }>(run('list', url));
    expect(projections.map(({ name }) => name)).toEqual(PROJECTIONS.map(({ name }) => name));
    expect(projections.filter(({ current }) => !current)).toMatchObject([{ name: 'ban-list' }]);
  });

  it('finds one row that is not what the log says, and makes it so again', async () => {
    const url = copyOf('wrong.db', 'UPDATE members SET joined_at = joined_at || 1');
    expectFailure(await gatehouse(run('check', url)), 1, /: members; run `gatehouse projections/);
    await gatehouseJson(run('rebuild', url, 'member-list'));
    await gatehouseJson(run('check', url));
    const missing = copyOf('missing.db', 'DELETE FROM invite_redemptions');
    expectFailure(await gatehouse(run('check', missing)), 1, /invite_redemptions/);
  });

  it('touches nothing by checking', async () => {
    const url = copyOf('checked.db');
    const before = await tablesOf(url);
    await gatehouseJson(run('check', url));
    expect(await tablesOf(url)).toEqual(before);
  });

  it('refuses names that are none, and tables of another version', async () => {
    const wrong = await gatehouse(run('rebuild', copyOf('named.db'), 'nope'));
    expectFailure(wrong, 2, /no projection nope; there are server-info, /);
    const other = copyOf('other.db', 'UPDATE projections SET version = 99');
    for (const action of ['rebuild', 'check']) {
      expectFailure(await gatehouse(run(action, other)), 1, /stored in version 99/);
    }
    const nowhere = run('list', `sqlite:${inFolder('nowhere.db')}`);
    expectFailure(await gatehouse(nowhere), 1, /--database: .*does not exist/);
  });

  it('leaves the read models as they were when a rebuild is interrupted', async () => {
    const url = copyOf('interrupted.db');
    const before = await tablesOf(url);
    const rebuilding = startCommand(run('rebuild', url));
    await rebuilding.underWay();
    rebuilding.process.kill('SIGINT');
    expectFailure(await rebuilding.ended, 130, /Interrupted/);
    const left = await tablesOf(url);
    expect(Object.keys(left).sort()).toEqual(Object.keys(before).sort());
    for (const table of READ_MODELS) expect(left[table]).toEqual(before[table]);
  });

  it('leaves the read models as they were when the disk is full in the middle of a rebuild', async () => {
    const url = copyOf('full.db');
    const before = await tablesOf(url);
    const ending = await gatehouseOnFullDisk(run('rebuild', url), 256);
    expectFailure(
      ending,
      1,
      /Cannot write: .*; .*the next rebuild, or a start, clears away the rest/,
    );
    const left = await tablesOf(url);
    for (const table of READ_MODELS) expect(left[table]).toEqual(before[table]);
    await gatehouseJson(run('rebuild', url));
    const after = await tablesOf(url);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    for (const table of READ_MODELS) expect(after[table]).toEqual(before[table]);
  });

  it.each([
    ['the next one', (url: string) => gatehouseJson(run('rebuild', url))],
    ['a start', async (url: string) => expect(await (await startGatehouse(url)).stop()).toBe(0)],
  ])('leaves tables of its own when it is killed, which %s clears away', async (_, clear) => {
    const url = copyOf('killed.db');
    const before = await tablesOf(url);
    const rebuilding = startCommand(run('rebuild', url));
    await rebuilding.underWay();
    rebuilding.process.kill('SIGKILL');
    await rebuilding.ended;
    const left = await tablesOf(url);
    expect(Object.keys(left).length).toBeGreaterThan(Object.keys(before).length);
    for (const table of READ_MODELS) expect(left[table]).toEqual(before[table]);
    await clear(url);
    const after = await tablesOf(url);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    for (const table of READ_MODELS) expect(after[table]).toEqual(before[table]);
  });

  it('leaves nothing among the temporary files that outlives the next one, when it is killed', async () => {
    const temporary = inFolder('temporary');
    mkdirSync(temporary);
    const settings = { TMPDIR: temporary };
    const check = (): RunningCommand => startCommand(run('check', copyOf('killed.db')), settings);
    const killed = check();
    await killed.underWay('replaying');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const [left = '', ...more] = readdirSync(temporary);
    expect({ left, more }).toEqual({ left: expect.stringMatching(/^gatehouse-replay-/), more: [] });
    // One that is at work is let alone, and so is what has a name of this kind and is not ours.
    mkdirSync(join(temporary, 'gatehouse-demo-aaaaaa'));
    const working = check();
    await working.underWay('replaying');
    working.process.kill('SIGSTOP');
    const [mine, ...others] = readdirSync(temporary).filter((name) => name.includes('replay'));
    const { code: exit } = await gatehouseProcess(run('check', copyOf('other.db')), settings);
    const found = readdirSync(temporary);
    working.process.kill('SIGCONT');
    expect({ mine, others }).toEqual({ mine: expect.not.stringMatching(left), others: [] });
    expect({ exit, found }).toEqual({ exit: 0, found: ['gatehouse-demo-aaaaaa', mine] });
    expect(await working.ended).toMatchObject({ code: 0 });
    expect(readdirSync(temporary)).toEqual(['gatehouse-demo-aaaaaa']);
  });

  it('lets the last of two rebuilds at the same time win', async () => {
    const url = copyOf('two.db');
    const before = await tablesOf(url);
    const [first, second] = [
      await openLog(`sqlite:${inFolder('two.db')}`),
      await openLog(`sqlite:${inFolder('two.db')}`),
    ];
    let begun = false;
    const overtaken = rebuildProjections(first, PROJECTIONS, async () => {
      if (!begun) await rebuildProjections(second, PROJECTIONS);
      begun = true;
    });
    await expect(overtaken).rejects.toThrow('another rebuild');
    await first.close();
    await second.close();
    const after = await tablesOf(url);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    for (const table of READ_MODELS) expect(after[table]).toEqual(before[table]);
  });
});

/** Rebuilds twice while people join without a pause; then looks whether anybody was forgotten. */
async function rebuildUnderLoad(url: string): Promise<void> {
  const server = await startGatehouse('', { GATEHOUSE_DATABASE_URL: url });
  let done = false;
  const joined: Person[] = [];
  const joining = times(4).map(async () => {
    while (!done) joined.push(await memberBy(server.url, code));
  });
  try {
    expect((await gatehouseProcess(run('rebuild', url))).code).toBe(0);
    const between = joined.length;
    expect((await gatehouseProcess(run('rebuild', url))).code).toBe(0);
    done = true;
    await Promise.all(joining);
    expect(between).toBeGreaterThan(0);
    expect(joined.length).toBeGreaterThan(between);
    const { body } = await new Person(server.url).call('GET', '/server', { token: undefined });
    // The owner, and the one that was there before.
    expect(body.member_count).toBe(joined.length + 2);
    const details = await Object.assign(
      Object.create(Object.getPrototypeOf(owner) as object) as Person,
      owner,
      { url: server.url },
    ).call('GET', `/invites/${code}/details`);
    expect(details.body.use_count).toBe(joined.length + 1);
  } finally {
    done = true;
    await Promise.allSettled(joining);
    expect(await server.stop()).toBe(0);
  }
  await gatehouseJson(run('check', url));
}

describe('a rebuild while people join', () => {
  inDepth('forgets nobody on SQLite, where the server is another process', async () => {
    await rebuildUnderLoad(copyOf('loaded.db'));
  });
});

withPostgresInDepth('a rebuild on PostgreSQL while people join', () => {
  inDepth('forgets nobody', async () => {
    const database = await temporaryDatabase();
    try {
      await gatehouseJson(['copy', '--from', `sqlite:${sound}`, '--to', database.url]);
      await rebuildUnderLoad(database.url);
      const store = await openStore({ engine: 'postgres', url: database.url });
      const live = await tablesOf(database.url);
      await rebuildProjections(store, PROJECTIONS);
      await store.close();
      const rebuilt = await tablesOf(database.url);
      for (const table of READ_MODELS) expect(rebuilt[table]).toEqual(live[table]);
    } finally {
      await database.drop();
    }
  });
});
