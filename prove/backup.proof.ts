import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStored } from '../src/cli/databases.js';
import { sql } from '../src/event-store/statement.js';
import type { UserId } from '../src/platform/ids.js';
import { databaseAt } from '../src/settings/database-url.js';
import { gatehouseJson, gatehouseProcess } from '../test/support/command-line.js';
import { times } from '../test/support/concurrently.js';
import { newDatabase, type TestDatabase } from '../test/support/database.js';
import { growLog } from '../test/support/grown-log.js';
import { memberBy, ownerOf, type Person } from '../test/support/person.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';
import { until } from '../test/support/until.js';

const BACKUPS = rounds(2);
/** Who were there before, so that a backup takes its time. */
const PEOPLE = 3000;
const AT_ONCE = 8;

const folder = temporaryFolder();
let database: TestDatabase;
let server: RunningGatehouse;
let code: string;

beforeAll(async () => {
  database = await newDatabase();
  server = await startGatehouse(database.url);
  const { userId } = await ownerOf(server);
  await server.stop();
  await growLog(database.url, userId as UserId, PEOPLE, (number) => number >> 2);
  server = await startGatehouse(database.url);
  const [invite] = await rowsOf<{ code: string }>(
    database.url,
    `SELECT code FROM invites WHERE code LIKE 'Grown%' ORDER BY code LIMIT 1`,
  );
  code = invite?.code ?? '';
});
afterAll(async () => {
  await server.kill();
  await database.drop();
  folder.remove();
});

async function rowsOf<Row>(
  url: string,
  text: string,
  ...values: number[]
): Promise<readonly Row[]> {
  const address = databaseAt(url);
  if (!address) throw new Error(`No database: ${url}`);
  const log = await openStored(address);
  try {
    return await log.all<Row>(sql(text, ...values));
  } finally {
    await log.close();
  }
}

interface Happened {
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  readonly hash: Buffer;
}

/** What the log says of people up to a position, with the links of its chain. */
async function happenedUpTo(url: string, position: number): Promise<readonly string[]> {
  const rows = await rowsOf<Happened>(
    url,
    'SELECT position, type, stream, hash FROM events WHERE position <= ? ORDER BY position',
    position,
  );
  return rows.map(({ hash, ...row }) => JSON.stringify([row, hash.toString('hex')]));
}

const MEMBERS = 'SELECT user_id FROM members ORDER BY user_id';

async function membersIn(url: string): Promise<readonly string[]> {
  return (await rowsOf<{ user_id: string }>(url, MEMBERS)).map(({ user_id }) => user_id);
}

describe(`${BACKUPS} backups while people join`, () => {
  it('hold every join that was answered before, and none behind their position', async () => {
    const joined: Person[] = [];
    let done = false;
    const joining = times(AT_ONCE).map(async () => {
      while (!done) joined.push(await memberBy(server.url, code));
    });
    let [answered, meanwhile, torn] = [0, 0, 0];
    const heads: number[] = [];
    try {
      const told = progressOf(BACKUPS, 'backups');
      for (const round of times(BACKUPS)) {
        told(round);
        const goal = joined.length + 20;
        await until('people go on joining', () => joined.length >= goal);
        const before = [...joined];
        const file = join(folder.path, `backup-${round}.db`);
        const args = ['--json', 'backup', file, '--database', database.url];
        const { code: exit, stdout, stderr } = await gatehouseProcess(args);
        expect({ exit, stderr }).toMatchObject({ exit: 0 });
        const { head } = JSON.parse(stdout) as {
          head: { readonly position: number; readonly hash: string };
        };
        const since = joined.length - before.length;
        // Else nothing was shown of what happens meanwhile.
        expect(since).toBeGreaterThan(0);
        heads.push(head.position);

        const restored = `sqlite:${join(folder.path, `restored-${round}.db`)}`;
        await gatehouseJson(['restore', file, '--database', restored]);
        const happened = await happenedUpTo(restored, Number.MAX_SAFE_INTEGER);
        expect(happened).toHaveLength(head.position);
        expect(happened.at(-1)).toContain(head.hash);
        expect(happened).toEqual(await happenedUpTo(database.url, head.position));
        const members = new Set(await membersIn(restored));
        expect(before.filter(({ userId }) => !members.has(userId))).toEqual([]);
        // Each of them whole: registered, let in by an invite and there.
        const [counts] = await rowsOf<Record<string, number>>(
          restored,
          `SELECT SUM(type = 'MemberJoined') AS joined, SUM(type = 'InviteConsumed') AS used FROM events`,
        );
        expect(counts).toEqual({ joined: members.size, used: members.size });
        torn += Number(counts?.joined) - Number(counts?.used);
        answered += before.length;
        meanwhile += since;

        const settings = { GATEHOUSE_DATABASE_URL: restored };
        await gatehouseJson(['audit', 'verify'], settings);
        await gatehouseJson(['projections', 'check'], settings);
        const opened = await startGatehouse(restored);
        for (const person of [...before.slice(0, 3), ...before.slice(-3)]) {
          const there = Object.assign(
            Object.create(Object.getPrototypeOf(person) as object) as Person,
            person,
            { url: opened.url },
          );
          expect((await there.call('GET', '/auth/me')).body.is_member).toBe(true);
        }
        await memberBy(opened.url, code);
        expect(await opened.stop()).toBe(0);
        await gatehouseJson(['audit', 'verify'], settings);
        for (const path of [file, restored.slice('sqlite:'.length)]) rmSync(path);
      }
    } finally {
      done = true;
      await Promise.allSettled(joining);
    }
    expect(torn).toBe(0);
    figure(
      `${count(BACKUPS)} backups up to positions ${count(heads[0] ?? 0)} to ${count(heads.at(-1) ?? 0)}, ` +
        `${count(meanwhile)} joins answered while they were taken; of ${count(joined.length)} none that was answered before is missing, none is there too much`,
    );
    expect(answered).toBeGreaterThan(0);
  });
});
