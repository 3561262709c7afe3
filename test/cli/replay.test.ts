import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureProjections } from '../../src/event-store/projections/rebuild-projections.js';
import type { RecordedGatehouseEvent } from '../../src/events.js';
import { PROJECTIONS } from '../../src/projections.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseOnFullDisk,
  startCommand,
} from '../support/command-line.js';
import { bits, Community } from '../support/community.js';
import { concurrently, times } from '../support/concurrently.js';
import type { Backend } from '../support/database.js';
import { allEvents, lengthen, openLog, type Log } from '../support/log.js';
import type { Person } from '../support/person.js';
import { withPostgresInDepth } from '../support/postgres.js';
import { temporaryFolder } from '../support/process.js';
import { tablesOf } from '../support/tables.js';

const READ_MODELS = PROJECTIONS.flatMap(({ tables }) => tables);

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

interface Replayed {
  readonly as_of: { readonly position: number; readonly at: string };
  readonly head: { readonly position: number; readonly hash: string };
}

type Row = Readonly<Record<string, unknown>>;

const replay = (url: string, until: string | number, into: string): readonly string[] => [
  ...['replay', '--database', url, '--until', String(until), '--into', into],
];

/** A community's life: each kind of event that people cause. */
async function live(community: Community): Promise<void> {
  const by = community.by.bind(community);
  const { owner } = community;
  const permissions = bits('manage_invites', 'kick_members');
  const { body: role } = await by(owner, 'POST', '/roles', { name: 'Helpers', permissions });
  const way = await owner.invite({ grant_role_id: role.id });
  const people = await concurrently(4, times(8), () => community.newcomer());
  for (const [index, person] of people.entries()) {
    expect((await person.join(way)).status).toBe(200);
    await by(person, 'PATCH', '/auth/me', { display_name: `Person ${index} “ž”` });
    const theirs = await person.invite({ label: `of ${index}`, max_uses: 1 });
    if (index % 2) expect((await (await community.newcomer()).join(theirs)).status).toBe(200);
    if (index % 3 === 0) await by(owner, 'PATCH', `/invites/${theirs}`, { paused: true });
    if (index % 4 === 0) await by(owner, 'PATCH', '/server', { name: `Name ${index}` });
  }
  const [kicked, banned, leaver, unbanned] = people as [Person, Person, Person, Person];
  await by(owner, 'POST', `/members/${kicked.pubkey}/kick`, { reason: 'for a "reason"' });
  await by(owner, 'POST', `/members/${banned.pubkey}/ban`, { reason: 'spam' });
  await by(owner, 'POST', `/members/${unbanned.pubkey}/ban`);
  await by(owner, 'DELETE', `/bans/${unbanned.pubkey}`);
  await by(leaver, 'DELETE', '/members/me');
  await by(owner, 'POST', '/allowlist', { pubkey: (await community.newcomer()).pubkey });
  await by(owner, 'PATCH', `/roles/${role.id}`, { color: '#ff0000' });
  await by(owner, 'DELETE', `/roles/${role.id}`);
  // So many edits that a snapshot is kept.
  const edited = await owner.invite();
  for (const index of times(260)) {
    await by(owner, 'PATCH', `/invites/${edited}`, { label: `edit ${index}` });
  }
}

/** Every row of some tables of a file that is only read. */
function rowsIn(path: string, tables: readonly string[]): Record<string, readonly Row[]> {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return Object.fromEntries(
      tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all() as Row[]]),
    );
  } finally {
    database.close();
  }
}

const sorted = (rows: readonly unknown[] | undefined): readonly string[] =>
  (rows ?? []).map((row) => JSON.stringify(row)).sort();

/** The copy, the audit calls and a replay of another kind, compared as of random positions. */
function describeReplay(name: string, on: Backend, positions: number): void {
  describe(name, () => {
    let community: Community;
    let events: readonly RecordedGatehouseEvent[];
    let url: string;

    beforeAll(async () => {
      community = await Community.open({}, on);
      url = community.databaseUrl;
      await live(community);
      // The server runs on: its log is read beside it.
      const log = await openLog(url);
      events = await allEvents(log);
      await log.close();
    });
    afterAll(() => community.close());

    const audit = async (path: string): Promise<Row> => {
      const { status, body } = await community.owner.call('GET', `/audit/${path}`);
      expect([path, status]).toEqual([path, 200]);
      return body as unknown as Row;
    };

    /** Takes the decoded events into an empty store, up to a position. */
    async function appendUpTo(store: Log, position: number): Promise<void> {
      for (const event of events.slice((await store.head()).position, position)) {
        const again = { ...event, reason: event.reason ?? undefined };
        await store.append([{ stream: event.stream, expectedVersion: 'any', events: [again] }]);
      }
    }

    it(`is the community as of each of ${positions} random positions`, async () => {
      const source = await tablesOf(url);
      const appended = await openLog('sqlite::memory:');
      await ensureProjections(appended, PROJECTIONS);
      const random = fc.sample(fc.integer({ min: 1, max: events.length }), positions);
      for (const position of [...random, events.length].sort((a, b) => a - b)) {
        const path = inFolder(`${on}-${position}-${random.indexOf(position)}.db`);
        if (existsSync(path)) continue;
        const { head, as_of } = await gatehouseJson<Replayed>(replay(url, position, path));
        expect(head).toEqual({ position, hash: events[position - 1]?.hash });
        expect(as_of).toEqual({ position, at: events[position - 1]?.at });

        // The log is byte for byte what it was.
        const copied = await tablesOf(`sqlite:${path}`);
        const columns = (row: string) => Object.fromEntries(JSON.parse(row) as [string, unknown][]);
        const isOfThen = (row: string) => Number(columns(row).position) <= position;
        expect(copied.events).toEqual(source.events?.filter(isOfThen));

        // Nothing but what belongs to it came along.
        const then = new Set(events.slice(0, position).map(({ stream }) => stream));
        const isTold = (row: string) => then.has(String(columns(row).stream));
        expect(copied.personal_keys).toEqual(source.personal_keys?.filter(isTold));
        for (const table of ['sessions', 'idempotency_keys', 'refused_joins']) {
          expect([table, copied[table]]).toEqual([table, []]);
        }

        // The read models are what a replay by other means makes of it.
        await appendUpTo(appended, position);
        const models = rowsIn(path, READ_MODELS);
        for (const table of READ_MODELS) {
          const made = await appended.all(`SELECT * FROM {${table}}`);
          expect([position, table, sorted(models[table])]).toEqual([position, table, sorted(made)]);
        }

        // And what the audit calls say of that moment.
        const at = `position=${position}&limit=1000`;
        const { members } = await audit(`members?${at}`);
        const ids = (rows: unknown) =>
          (rows as readonly Row[]).map(({ user_id }) => user_id).sort();
        expect(ids(models.members)).toEqual(ids(members));
        const { state: settings } = await audit(`server?position=${position}`);
        expect(settings ?? {}).toMatchObject(
          Object.fromEntries(
            Object.entries(models.server?.[0] ?? {}).filter(([column]) =>
              ['name', 'icon', 'membership_mode', 'accent_color'].includes(column),
            ),
          ),
        );
        for (const invite of (models.invites ?? []).slice(-3)) {
          const { state } = await audit(`invites/${String(invite.code)}?position=${position}`);
          const { code, label, max_uses, use_count, version, expires_at } = invite;
          expect(state).toMatchObject({ code, label, max_uses, use_count, version, expires_at });
        }
      }
      await appended.close();
    });

    it('is sound by the program’s own checks, and takes snapshots of then along', async () => {
      const path = inFolder(`${on}-checked.db`);
      await gatehouseJson(replay(url, events.length - 3, path));
      const database = ['--database', `sqlite:${path}`];
      expect(await gatehouseJson(['projections', 'check', ...database])).toMatchObject({
        ok: true,
      });
      expect(await gatehouseJson(['audit', 'verify', ...database])).toMatchObject({
        checked: events.length - 3,
      });
      const { snapshots } = await tablesOf(`sqlite:${path}`);
      expect(snapshots?.length).toBeGreaterThan(0);
      // One file, with nothing beside it, that is not to be written.
      const files = readdirSync(folder.path).filter((file) => file.startsWith(`${on}-checked`));
      expect(files).toEqual([`${on}-checked.db`]);
      expect(statSync(path).mode & 0o222).toBe(0);
      const earlier = inFolder(`${on}-earlier.db`);
      await gatehouseJson(replay(url, events.length - 200, earlier));
      expect((await tablesOf(`sqlite:${earlier}`)).snapshots).toEqual([]);
    });

    it('takes a time for the last event that is not later', async () => {
      const at = events[19]?.at ?? '';
      const last = events.filter((event) => event.at <= at).length;
      const path = inFolder(`${on}-time.db`);
      expect(await gatehouseJson(replay(url, at, path))).toMatchObject({
        as_of: { position: last, at },
      });
      const later = inFolder(`${on}-future.db`);
      expect(await gatehouseJson(replay(url, '2999-01-01T00:00:00Z', later))).toMatchObject({
        head: { position: events.length },
      });
    });

    it('changes nothing in the database that it is of', async () => {
      const before = await tablesOf(url);
      await gatehouseJson(replay(url, 9, inFolder(`${on}-harmless.db`)));
      expect(await tablesOf(url)).toEqual(before);
    });
  });
}

describeReplay('gatehouse replay of a running community on SQLite', 'sqlite', 20);
withPostgresInDepth('with PostgreSQL', () =>
  describeReplay('gatehouse replay of a running community', 'postgres', 5),
);

describe('what is wrong', () => {
  const sound = inFolder('sound.db');
  const url = `sqlite:${sound}`;

  beforeAll(async () => {
    const community = await Community.open({}, 'sqlite');
    await community.member();
    expect((await community.end()).chain.ok).toBe(true);
    copyFileSync(community.databaseUrl.slice('sqlite:'.length), sound);
    await community.close();
  });

  function altered(name: string, ...statements: readonly string[]): string {
    copyFileSync(sound, inFolder(name));
    const database = new Database(inFolder(name));
    for (const statement of statements) database.exec(statement);
    database.close();
    return `sqlite:${inFolder(name)}`;
  }

  it('is refused in one line, and no file is left', async () => {
    mkdirSync(inFolder('none'));
    const into = inFolder('none/x.db');
    const newer = `INSERT INTO migrations (timestamp, name) VALUES (9, 'Tomorrow9')`;
    const stale = `UPDATE projections SET version = 0 WHERE name = 'log-times'`;
    const damage = [
      'DROP TRIGGER events_refuse_update',
      `UPDATE events SET actor = 'nobody' WHERE position = 3`,
    ];
    const missing = ['DROP TRIGGER events_refuse_delete', 'DELETE FROM events WHERE position = 4'];
    writeFileSync(inFolder('text.db'), 'Dear diary,\n'.repeat(99));
    const time = '2999-01-01T00:00:00Z';
    for (const [from, until, code, why] of [
      [url, '9999', 2, /--until: position must be at most \d+, where the log ends/],
      [url, '0', 2, /--until is 0; it must be a position of the log, from 1, or a time/],
      [url, 'yesterday', 2, /--until is yesterday/],
      [url, '2026-02-30T10:00:00Z', 2, /--until is 2026-02-30/],
      [url, '1999-01-01T00:00:00Z', 1, /Nothing had happened by 1999/],
      [`sqlite:${inFolder('nothing.db')}`, '5', 1, /does not exist/],
      [`sqlite:${inFolder('text.db')}`, '5', 1, /not a Gatehouse database/],
      [altered('newer.db', newer), '5', 1, /newer version/],
      [altered('stale.db', stale), time, 1, /log-times is of another version.*name a position/],
      [altered('damaged.db', ...damage), '5', 1, /damaged at position 3.*restore a backup/],
      [altered('missing.db', ...missing), '5', 1, /damaged at position 4.*restore a backup/],
    ] as const) {
      expectFailure(await gatehouse(replay(from, until, into)), code, why);
      expect(readdirSync(inFolder('none'))).toEqual([]);
    }
    // Before the damage all is well.
    const before = inFolder('before.db');
    await gatehouseJson(replay(`sqlite:${inFolder('damaged.db')}`, 2, before));
  });

  it('overwrites nothing, and not the database itself', async () => {
    writeFileSync(inFolder('taken.db'), 'mine');
    const taken = await gatehouse(replay(url, 5, inFolder('taken.db')));
    expectFailure(taken, 1, /--into: .*taken\.db exists already/);
    expectFailure(await gatehouse(replay(url, 5, sound)), 1, /--into: .*very database/);
    const folders = await gatehouse(replay(url, 5, inFolder('taken.db/folder/x.db')));
    expectFailure(folders, 1, /--into: .*cannot be made/);
  });

  it('leaves nothing when it is interrupted', async () => {
    mkdirSync(inFolder('cut'));
    const long = altered('long.db');
    await lengthen(`sqlite:${inFolder('long.db')}`, 20);
    const running = startCommand(replay(long, 20_000, inFolder('cut/x.db')));
    await running.underWay('replaying');
    running.process.kill('SIGINT');
    expectFailure(await running.ended, 130, /Interrupted/);
    expect(readdirSync(inFolder('cut'))).toEqual([]);
  });

  it('says that the disk is full, and leaves nothing', async () => {
    mkdirSync(inFolder('full'));
    const ending = await gatehouseOnFullDisk(replay(url, 5, inFolder('full/x.db')));
    expectFailure(ending, 1, /(Cannot write|cannot be used): .*(disk|large).*\.\n$/);
    expect(readdirSync(inFolder('full'))).toEqual([]);
  });
});
