import { isDeepStrictEqual } from 'node:util';
import { randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bs58 from 'bs58';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseOnFullDisk,
  startCommand,
} from '../support/command-line.js';
import { bits } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { DecentcomDatabase } from '../support/decentcom-database.js';
import { allEvents, openLog } from '../support/log.js';
import { memberBy, Person, type MemberJson, type RoleJson } from '../support/person.js';
import { temporaryDatabase, withPostgresInDepth } from '../support/postgres.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../support/process.js';
import { count, figure, rounds } from '../support/proof.js';
import { tablesOf } from '../support/tables.js';

const USERS = rounds(60);
const FOUNDED = '2025-03-01T08:00:00.000Z';
const FAR = '2099-01-01T00:00:00+00:00';

const folder = temporaryFolder();
const source = join(folder.path, 'decentcom.db');
const fresh = join(folder.path, 'fresh.db');
const nowhere = '';
/** People of decentcom who will sign in here. */
const founder = new Person(nowhere);
const moderator = new Person(nowhere);
const outcast = new Person(nowhere);
const awaited = new Person(nowhere);
const reader = new Person(nowhere);
/** Ids of decentcom, which stay the roles' own. */
let moderators: string;
let readers: string;

interface ImportJson {
  readonly rows: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly skipped: readonly { readonly name: string; readonly code: string }[];
  readonly notes: readonly { readonly name: string; readonly code: string }[];
  readonly owner: string | null;
  readonly owner_appointed: boolean;
  readonly position: number;
  readonly events: number;
}

function joinedAt(index: number): string {
  return new Date(Date.parse(FOUNDED) + index * 60_000).toISOString();
}

/** A community as its server has left it, with some who did not stay. */
function makeSource(path: string): void {
  const decentcom = DecentcomDatabase.make(path);
  decentcom.database.transaction(() => {
    const mods = bits('kick_members', 'ban_members', 'manage_invites');
    moderators = decentcom.role('Moderators', mods, 500, { color: '#ff0066' });
    readers = decentcom.role('Readers', bits('read_messages'), 5);
    const first = decentcom.member(founder.pubkey, FOUNDED, ['admin'], { display_name: 'Ada' });
    const second = decentcom.member(moderator.pubkey, joinedAt(1), [moderators], {
      display_name: 'Bo',
    });
    decentcom.member(reader.pubkey, joinedAt(2), [readers]);
    for (const index of times(USERS - 5)) {
      const key = bs58.encode(randomBytes(32));
      decentcom.member(key, joinedAt(index + 3), index % 10 === 0 ? [readers] : [], {
        display_name: `Person ${index % 50}`,
      });
    }
    const gone = decentcom.user(outcast.pubkey);
    decentcom.user(bs58.encode(randomBytes(32)));
    const banned_at = '2025-06-01T12:00:00.000Z';
    decentcom.insert('bans', {
      pubkey: outcast.pubkey,
      banned_by: second,
      reason: 'spam',
      banned_at,
    });
    decentcom.insert('allowlist', { pubkey: awaited.pubkey, added_by: first, added_at: banned_at });
    decentcom.invite('Partly4u', second, { max_uses: 5, use_count: 3, expires_at: FAR });
    decentcom.invite('Readers1', first, { grant_role_id: readers, created_at: joinedAt(9) });
    decentcom.invite('UsedUp01', first, { max_uses: 2, use_count: 2 });
    decentcom.invite('Expired1', first, { expires_at: '2025-07-01T00:00:00.123456789+00:00' });
    decentcom.invite('Outcast1', gone, { max_uses: 9 });
  })();
  decentcom.close();
}

beforeAll(async () => {
  makeSource(source);
  await (await startGatehouse(`sqlite:${fresh}`)).stop();
});
afterAll(() => folder.remove());

const command = ['import', 'decentcom', source];

/** A community that was opened once, and nobody has come to. */
function freshCommunity(name: string): string {
  copyFileSync(fresh, join(folder.path, name));
  return `sqlite:${join(folder.path, name)}`;
}

function importInto(url: string, ...more: readonly string[]): Promise<ImportJson> {
  return gatehouseJson([...command, '--database', url, ...more]);
}

async function expectSound(url: string): Promise<void> {
  const settings = { GATEHOUSE_DATABASE_URL: url };
  await gatehouseJson(['projections', 'check'], settings);
  const { findings } = await gatehouseJson<{
    findings: readonly { readonly check: string; readonly status: string }[];
  }>(['doctor', '--full'], settings);
  expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
}

const ALL_TAKEN = {
  roles: { found: 3, taken: 3, there: 0, skipped: 0 },
  members: { found: USERS - 2, taken: USERS - 2, there: 0, skipped: 0 },
  bans: { found: 1, taken: 1, there: 0, skipped: 0 },
  allowlist: { found: 1, taken: 1, there: 0, skipped: 0 },
  invites: { found: 5, taken: 5, there: 0, skipped: 0 },
};
const ALL_THERE = Object.fromEntries(
  Object.entries(ALL_TAKEN).map(([kind, { found }]) => [
    kind,
    { found, taken: 0, there: found, skipped: 0 },
  ]),
);

function describeImport(
  engine: string,
  openDatabase: () => Promise<{ url: string; remove(): Promise<void> }>,
): void {
  describe(`a community of ${USERS} users, on ${engine}`, () => {
    let url: string;
    let remove: () => Promise<void>;
    let server: RunningGatehouse;
    let report: ImportJson;
    const bytesBefore = (): Buffer => readFileSync(source);
    let bytes: Buffer;

    beforeAll(async () => {
      const database = await openDatabase();
      ({ url } = database);
      remove = () => database.remove();
      if (url.startsWith('postgres')) await (await startGatehouse(url)).stop();
      bytes = bytesBefore();
    });
    afterAll(async () => {
      expect(await server.stop()).toBe(0);
      await expectSound(url);
      await remove();
    });

    it('is looked through by a dry run, which writes nothing', async () => {
      const before = await tablesOf(url);
      const looked = await importInto(url, '--dry-run');
      expect(looked.rows).toEqual(ALL_TAKEN);
      expect(looked).toMatchObject({ owner_appointed: true, events: 0 });
      expect(await tablesOf(url)).toEqual(before);
    });

    it('is imported whole, in events that say so', async () => {
      report = await importInto(url);
      expect(report.rows).toEqual(ALL_TAKEN);
      expect(report.skipped).toEqual([]);
      expect(report.notes.map(({ name, code }) => [name, code]).sort()).toEqual([
        ['Expired1', 'expired'],
        ['Outcast1', 'creator_banned'],
        ['UsedUp01', 'used_up'],
      ]);
      const log = await openLog(url);
      const events = (await allEvents(log)).slice(-report.events);
      await log.close();
      const marked = events.filter(({ data }) => 'imported' in data);
      expect(marked.filter(({ type }) => type === 'MemberJoined')).toHaveLength(USERS - 2);
      expect(new Set(events.map(({ type }) => type))).toEqual(
        new Set([...marked.map(({ type }) => type), 'InviteRevoked', 'OwnerAppointed']),
      );
      await expectSound(url);
    });

    it('is not imported twice, and the file stays as it was', async () => {
      const before = await tablesOf(url);
      const again = await importInto(url);
      expect(again.rows).toEqual(ALL_THERE);
      expect(again).toMatchObject({ events: 0, owner_appointed: false, position: report.position });
      expect(await tablesOf(url)).toEqual(before);
      expect(bytesBefore().equals(bytes)).toBe(true);
      expect(readdirSync(folder.path).filter((name) => name.startsWith('decentcom'))).toEqual([
        'decentcom.db',
      ]);
      figure(`${count(report.events)} events for ${count(USERS)} users on ${engine}, none again`);
    });

    it('is shown by a server that starts on it, under its owner', async () => {
      server = await startGatehouse(url);
      expect(server.ownerLink).toBeUndefined();
      await founder.signIn(server.url);
      const { body: me } = await founder.call('GET', '/auth/me');
      expect(me).toMatchObject({ is_member: true, display_name: 'Ada', roles: ['admin'] });
      expect(report.owner).toBe(founder.userId);
      const { body: info } = await founder.call('GET', '/server');
      expect(info.member_count).toBe(USERS - 2);
      const { body: list } = await founder.call('GET', '/members?limit=2');
      expect(list.members).toMatchObject([
        { pubkey: founder.pubkey, joined_at: FOUNDED, invite_code: null },
        { pubkey: moderator.pubkey, joined_at: joinedAt(1), roles: [moderators] },
      ]);
      const { body } = (await founder.call('GET', '/roles')) as unknown as {
        body: { roles: readonly RoleJson[] };
      };
      expect(body.roles.map(({ id, position }) => [id, position])).toEqual([
        ['admin', 1000],
        [moderators, 500],
        [readers, 5],
        ['everyone', 0],
      ]);
      expect(body.roles.find(({ id }) => id === moderators)?.color).toBe('#ff0066');
      expect(body.roles.find(({ id }) => id === 'everyone')?.permissions).toBe(515);
    });

    it('has its bans, its allowlist and its invites', async () => {
      await moderator.signIn(server.url);
      const { body: bans } = await founder.call('GET', '/bans');
      expect(bans.bans).toMatchObject([
        {
          pubkey: outcast.pubkey,
          banned_by: moderator.userId,
          banned_at: '2025-06-01T12:00:00.000Z',
          reason: 'spam',
        },
      ]);
      const { body: allowlist } = await founder.call('GET', '/allowlist');
      expect(allowlist.entries).toMatchObject([
        { pubkey: awaited.pubkey, added_by: founder.userId, added_at: '2025-06-01T12:00:00.000Z' },
      ]);
      const { body: all } = await founder.call('GET', '/invites?status=all&limit=100');
      const statusOf = Object.fromEntries(
        all.invites.map(({ code, status, use_count }) => [code, `${status}, ${use_count} uses`]),
      );
      expect(statusOf).toMatchObject({
        Partly4u: 'active, 3 uses',
        Readers1: 'active, 0 uses',
        UsedUp01: 'exhausted, 2 uses',
        Expired1: 'expired, 0 uses',
        Outcast1: 'revoked, 0 uses',
      });
    });

    it('lets in whoever was in, with their own key, and keeps out whoever was not', async () => {
      await reader.signIn(server.url);
      const { body } = await reader.call('GET', '/auth/me');
      expect(body).toMatchObject({ is_member: true, roles: [readers] });
      await outcast.signIn(server.url);
      expect((await outcast.join('Partly4u')).body.code).toBe('MEMBER_BANNED');
      // The moderator may do what they could.
      expect((await moderator.call('POST', '/invites', { body: {} })).status).toBe(201);
    });

    it('lets in by its invites as many as were left', async () => {
      const answers = await Promise.all(
        times(6).map(async () => (await Person.signedIn(server.url)).join('Partly4u')),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
      const refusals = answers.filter(({ status }) => status !== 200);
      expect(new Set(refusals.map(({ body }) => body.code))).toEqual(new Set(['INVITE_EXHAUSTED']));
      const guest = await memberBy(server.url, 'Readers1');
      const { body } = await founder.call('GET', `/members/${guest.pubkey}`);
      expect(body).toMatchObject({ roles: [readers], invited_by: founder.userId });
      const late = await Person.signedIn(server.url);
      expect((await late.join('UsedUp01')).body.code).toBe('INVITE_EXHAUSTED');
      expect((await late.join('Expired1')).body.code).toBe('INVITE_EXPIRED');
      expect((await late.join('Outcast1')).body.code).toBe('INVITE_REVOKED');
    });

    it('keeps what has happened here since, when it is imported again beside the server', async () => {
      await reader.call('DELETE', '/members/me');
      await founder.call('DELETE', `/bans/${outcast.pubkey}`);
      await founder.call('DELETE', `/allowlist/${awaited.pubkey}`);
      await founder.call('DELETE', `/roles/${readers}`);
      await founder.call('PATCH', '/roles/everyone', { body: { permissions: 1 } });
      const before = await tablesOf(url);
      const again = await importInto(url);
      expect(again.rows).toEqual(ALL_THERE);
      const since = (await tablesOf(url)).events?.filter((row) => !before.events?.includes(row));
      // The server may have noticed meanwhile that one of them has expired.
      expect(since?.filter((row) => !row.includes('sweep-expiry'))).toEqual([]);
    });
  });
}

describeImport('SQLite', () =>
  Promise.resolve({ url: freshCommunity('whole.db'), remove: () => Promise.resolve() }),
);

withPostgresInDepth('with PostgreSQL', () => {
  describeImport('PostgreSQL', async () => {
    const database = await temporaryDatabase();
    return { url: database.url, remove: () => database.drop() };
  });
});

/** The read models of a community, but for what depends on when and by which event something was written. */
async function outcomeOf(url: string): Promise<unknown> {
  const tables = await tablesOf(url);
  const plain = (rows: readonly string[] = []): readonly string[] =>
    rows
      .map((row) => {
        const columns = JSON.parse(row) as [string, unknown][];
        return JSON.stringify(
          columns.filter(([name]) => !/position$|^code$|^registered/.test(name)),
        );
      })
      .sort();
  const { members, member_roles, users, bans, roles, invites = [] } = tables;
  const imported = invites.filter((row) => !row.includes('"grants_ownership",1'));
  const theirs = roles?.filter((row) => !row.includes('"is_builtin",1'));
  return [members, member_roles, users, bans, theirs]
    .map(plain)
    .concat([[String(imported.length)]]);
}

describe('an import that is cut off', () => {
  let uncut: unknown;
  beforeAll(async () => {
    const url = freshCommunity('uncut.db');
    await importInto(url);
    uncut = await outcomeOf(url);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('by %s leaves all as it was', async (signal) => {
    // It takes a moment only, and may be over before the signal comes: then all of it is there, and it begins anew.
    for (let tries = 1; ; tries++) {
      const url = freshCommunity(`cut-${signal}-${tries}.db`);
      const before = await tablesOf(url);
      const running = startCommand(command, { GATEHOUSE_DATABASE_URL: url });
      await running.underWay('importing, people');
      running.process.kill(signal);
      const { code, stdout } = await running.ended;
      if (stdout !== '' || !isDeepStrictEqual(await tablesOf(url), before)) {
        expect(await outcomeOf(url)).toEqual(uncut);
        continue;
      }
      if (signal === 'SIGINT') expect(code).toBe(130);
      await expectWhole(url);
      return;
    }
  });

  it('by a full disk says so, and leaves all as it was', async () => {
    const url = freshCommunity('full.db');
    const before = await tablesOf(url);
    const kilobytes = Math.ceil(statSync(source).size / 1024) + 1;
    const ending = await gatehouseOnFullDisk([...command, '--database', url], kilobytes);
    expectFailure(ending, 1, /(Cannot write|cannot be used): .*(disk|large).*\.\n$/);
    expect(await tablesOf(url)).toEqual(before);
    await expectWhole(url);
  });

  /** Done again, it comes to the same as one that was not cut off. */
  async function expectWhole(url: string): Promise<void> {
    await importInto(url);
    expect(await outcomeOf(url)).toEqual(uncut);
    expect((await importInto(url)).events).toBe(0);
    await expectSound(url);
  }
});

describe('what is printed', () => {
  it('is a table of what was found and taken, and who the owner is', async () => {
    const url = freshCommunity('printed.db');
    const { stdout } = await gatehouse([...command, '--dry-run', '--database', url]);
    expect(stdout).toMatch(/^Nothing was written\./);
    const members = `members +${USERS - 2} +${USERS - 2} +0 +0`;
    expect(stdout).toMatch(new RegExp(`^${members}$`, 'm'));
    expect(stdout).toMatch(/^invite +UsedUp01 +is used up$/m);
    expect(stdout).toContain(`${founder.pubkey}, the only admin there, would become the owner.`);
  });

  it('names whom --owner names, though they are no admin', async () => {
    const url = freshCommunity('named.db');
    const { owner_appointed } = await importInto(url, '--owner', moderator.pubkey);
    expect(owner_appointed).toBe(true);
    const { members } = await gatehouseJson<{ members: readonly MemberJson[] }>([
      'members',
      'list',
      '--database',
      url,
      '--limit',
      '2',
    ]);
    expect(members[1]?.roles).toEqual(expect.arrayContaining(['admin', moderators]));
    // Whoever is the owner stays so.
    expect((await importInto(url)).owner_appointed).toBe(false);
  });
});
