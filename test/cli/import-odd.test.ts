import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bs58 from 'bs58';
import { expectFailure, gatehouse, gatehouseJson } from '../support/command-line.js';
import { bits } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { DecentcomDatabase } from '../support/decentcom-database.js';
import { ownerOf, Person } from '../support/person.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';
import { tablesOf } from '../support/tables.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const inFolder = (name: string): string => join(folder.path, name);
const T = '2025-03-01T08:00:00.000Z';

const someKey = (): string => bs58.encode(randomBytes(32));

/** A decentcom database with what `fill` puts into it. */
function sourceWith(name: string, fill: (decentcom: DecentcomDatabase) => void): string {
  const path = inFolder(name);
  const decentcom = DecentcomDatabase.make(path);
  fill(decentcom);
  decentcom.close();
  return path;
}

beforeAll(async () => {
  await (await startGatehouse(`sqlite:${inFolder('fresh.db')}`)).stop();
});

/** A community that was opened once, and nobody has come to. */
function freshCommunity(name: string): string {
  copyFileSync(inFolder('fresh.db'), inFolder(name));
  return `sqlite:${inFolder(name)}`;
}

interface Remark {
  readonly kind: string;
  readonly name: string;
  readonly code: string;
}

interface ImportJson {
  readonly skipped: readonly Remark[];
  readonly notes: readonly Remark[];
  readonly owner: string | null;
  readonly owner_appointed: boolean;
}

const importInto = (url: string, source: string, ...more: readonly string[]) =>
  gatehouseJson<ImportJson>(['import', 'decentcom', source, '--database', url, ...more]);

const codesOf = (remarks: readonly Remark[]): Readonly<Record<string, readonly string[]>> => {
  const codes: Record<string, string[]> = {};
  for (const { name, code } of remarks) (codes[name] ??= []).push(code);
  return codes;
};

describe('rows that are not as ours are', () => {
  const founder = new Person('');
  const bot = someKey();
  const left = someKey();
  const both = someKey();
  const timeless = someKey();
  const longName = 'x'.repeat(100);
  let report: ImportJson;
  let url: string;

  beforeAll(async () => {
    const source = sourceWith('odd.db', (decentcom) => {
      const { database } = decentcom;
      const first = decentcom.member(founder.pubkey, T, ['admin']);
      decentcom.member('not a key', T);
      decentcom.member(bot, T, [], { is_bot: 1, display_name: 'Robo\u0000t' });
      decentcom.member(timeless, 'yesterday');
      const banned = decentcom.member(both, T);
      const departed = decentcom.user(left);
      const keyless = decentcom.user('1111');
      decentcom.role('Twins', 1, 10, { color: 'red' });
      decentcom.role('Twins', 1, 10);
      decentcom.role('Above', bits('manage_roles'), 5000);
      decentcom.role('Bits', 2 ** 20 + bits('manage_invites'), 20);
      decentcom.role('Negative', -1, 30);
      decentcom.role(longName, 0, 40);
      database.pragma('foreign_keys = OFF');
      decentcom.insert('members', { user_id: 'nobody', joined_at: T });
      decentcom.insert('bans', {
        pubkey: both,
        banned_by: first,
        reason: `bad\n${'y'.repeat(600)}`,
      });
      decentcom.insert('bans', { pubkey: 'neither', banned_by: first });
      decentcom.insert('allowlist', { pubkey: 'key', added_by: first });
      decentcom.invite('bad code', first);
      decentcom.invite('short', first);
      decentcom.invite('CaseCase', first, { created_at: '2025-01-01T00:00:00Z' });
      decentcom.invite('casecase', first, { created_at: '2025-01-02T00:00:00Z' });
      decentcom.invite('Nobodys1', 'nobody');
      decentcom.invite('Keyless1', keyless);
      decentcom.invite('Departed', departed);
      decentcom.invite('ByBanned', banned);
      decentcom.invite('NoRole01', first, { grant_role_id: 'gone' });
      decentcom.invite('Everyone', first, { grant_role_id: 'everyone' });
      decentcom.invite('MakeAdm1', first, { grant_role_id: 'admin' });
      decentcom.invite('Negative', first, { use_count: -1 });
      decentcom.invite('Huge0000', first, { max_uses: 500_000, use_count: 7 });
      decentcom.invite('BadTime0', first, { expires_at: 'soon' });
    });
    url = freshCommunity('odd-target.db');
    report = await importInto(url, source);
  });

  it('are left out, each with its reason', () => {
    expect(codesOf(report.skipped)).toEqual({
      'not a key': ['bad_key'],
      nobody: ['no_such_user'],
      [both]: ['banned'],
      neither: ['bad_key'],
      key: ['bad_key'],
      'bad code': ['bad_code'],
      short: ['bad_code'],
      casecase: ['code_taken'],
      Nobodys1: ['creator_unknown'],
      Keyless1: ['creator_unknown'],
      NoRole01: ['no_such_role'],
      Negative: ['bad_number'],
      BadTime0: ['bad_time'],
    });
  });

  it('or made fit, with a note', () => {
    expect(codesOf(report.notes)).toEqual({
      Twins: ['color_dropped', 'name_taken'],
      Above: ['position_moved'],
      Bits: ['permissions_dropped'],
      Negative: ['permissions_dropped'],
      ['x'.repeat(64)]: ['name_mended'],
      [bot]: ['name_mended', 'is_bot'],
      [timeless]: ['time_unknown'],
      [both]: ['reason_mended'],
      Departed: ['inviter_gone'],
      ByBanned: ['creator_banned'],
      Huge0000: ['max_uses_capped'],
    });
  });

  it('and give nobody more than they had', async () => {
    const server = await startGatehouse(url);
    await founder.signIn(server.url);
    const { body } = (await founder.call('GET', '/roles')) as unknown as {
      body: { roles: readonly { name: string; permissions: number; position: number }[] };
    };
    const roles = new Map(body.roles.map((role) => [role.name, role]));
    expect(roles.get('Above')).toMatchObject({ position: 999, permissions: bits('manage_roles') });
    expect(roles.get('Bits')?.permissions).toBe(bits('manage_invites'));
    expect(roles.get('Negative')?.permissions).toBe(0);
    expect([roles.has('Twins'), roles.has('Twins (2)')]).toEqual([true, true]);
    const stranger = await Person.signedIn(server.url);
    expect((await stranger.join('Departed')).body.code).toBe('INVITER_GONE');
    expect((await stranger.join('ByBanned')).body.code).toBe('INVITE_REVOKED');
    expect((await stranger.join('Everyone')).body.member.roles).toEqual([]);
    // The owner may grant it, and did.
    const { body: joined } = await (await Person.signedIn(server.url)).join('MakeAdm1');
    expect(joined.member.roles).toEqual(['admin']);
    const { body: huge } = await founder.call('GET', '/invites/Huge0000/details');
    expect(huge).toMatchObject({ max_uses: 100_000, use_count: 7 });
    expect(await server.stop()).toBe(0);
    await gatehouseJson(['projections', 'check', '--database', url]);
  });
});

describe('a role and an invite of somebody below it', () => {
  it('is imported, and grants nothing that its maker could not', async () => {
    const maker = someKey();
    const source = sourceWith('escalation.db', (decentcom) => {
      decentcom.member(someKey(), T, ['admin']);
      const inviters = decentcom.role('Inviters', bits('manage_invites'), 10);
      const high = decentcom.role('High', bits('ban_members'), 900);
      const low = decentcom.member(maker, T, [inviters]);
      decentcom.invite('UpToHigh', low, { grant_role_id: high });
      decentcom.invite('UpToAdmn', low, { grant_role_id: 'admin' });
    });
    const url = freshCommunity('escalation-target.db');
    const { notes } = await importInto(url, source);
    expect(codesOf(notes)).toEqual({ UpToHigh: ['inviter_gone'], UpToAdmn: ['inviter_gone'] });
    const server = await startGatehouse(url);
    const stranger = await Person.signedIn(server.url);
    expect((await stranger.join('UpToHigh')).body.code).toBe('INVITER_GONE');
    expect((await stranger.join('UpToAdmn')).body.code).toBe('INVITER_GONE');
    expect(await server.stop()).toBe(0);
  });
});

describe('what is refused', () => {
  let url: string;
  let sound: string;

  beforeAll(() => {
    sound = sourceWith('sound.db', (decentcom) => {
      decentcom.database.transaction(() => {
        for (const index of times(400))
          decentcom.member(someKey(), T, [], { display_name: `P${index}` });
      })();
    });
    url = freshCommunity('refusing.db');
  });

  /** Refused with exit code 1 and one line; nothing is written, here or there. */
  async function expectRefused(
    path: string,
    why: RegExp,
    ...more: readonly string[]
  ): Promise<void> {
    const before = await tablesOf(url);
    const source = existsSync(path) ? readFileSync(path) : undefined;
    const args = ['import', 'decentcom', path, '--database', url, ...more];
    expectFailure(await gatehouse(args), 1, why);
    expect(await tablesOf(url)).toEqual(before);
    if (source) expect(readFileSync(path).equals(source)).toBe(true);
  }

  it('is what is no database, or none of decentcom', async () => {
    await expectRefused(inFolder('missing.db'), /does not exist/);
    const text = inFolder('text.db');
    writeFileSync(text, 'id,name\n');
    await expectRefused(text, /is not an SQLite database/);
    await expectRefused(inFolder('refusing.db'), /is a database of Gatehouse, not of decentcom/);
    const foreign = inFolder('foreign.db');
    new Database(foreign).exec('CREATE TABLE users (id TEXT)').close();
    await expectRefused(
      foreign,
      /is not a database of decentcom: it has no table _sqlx_migrations/,
    );
    const empty = inFolder('empty.db');
    writeFileSync(empty, '');
    await expectRefused(empty, /is not an SQLite database/);
  });

  it('is a newer schema, and one that lacks what is needed', async () => {
    const newer = sourceWith('newer.db', (decentcom) => {
      const book = { description: 'later', success: 1, checksum: 'x', execution_time: 1 };
      decentcom.insert('_sqlx_migrations', { version: 12, ...book });
    });
    await expectRefused(newer, /newer decentcom \(its migration 12;.*up to 11\); update Gatehouse/);
    const older = sourceWith('older.db', ({ database }) => {
      database.exec(
        'DELETE FROM _sqlx_migrations WHERE version > 3; DROP TABLE members; DROP TABLE bans',
      );
      database.exec('ALTER TABLE invites DROP COLUMN use_count');
    });
    await expectRefused(
      older,
      /lacks the table members, invites\.use_count, the table bans \(it is at decentcom's migration 3\)/,
    );
  });

  it('is a file that is damaged', async () => {
    const cut = inFolder('cut.db');
    copyFileSync(sound, cut);
    truncateSync(cut, 20 * 4096);
    await expectRefused(cut, /is damaged|cannot be read/);
    const garbled = inFolder('garbled.db');
    const bytes = readFileSync(sound);
    randomBytes(3 * 4096).copy(bytes, bytes.length - 8 * 4096);
    writeFileSync(garbled, bytes);
    await expectRefused(garbled, /is damaged|cannot be read/);
  });

  it('is an owner who is nobody, or no member', async () => {
    const args = ['import', 'decentcom', sound, '--database', url, '--owner', 'me'];
    expectFailure(await gatehouse(args), 2, /--owner is me, which is no public key in base58/);
    const before = await tablesOf(url);
    const outsider = [...args.slice(0, -1), someKey()];
    expectFailure(await gatehouse(outsider), 4, /Only a member can become the owner/);
    expect(await tablesOf(url)).toEqual(before);
  });

  it('is a community that would belong to whoever signs in first', async () => {
    const target = freshCommunity('first.db');
    const args = ['import', 'decentcom', sound, '--database', target];
    const ending = await gatehouse(args, { GATEHOUSE_BOOTSTRAP: 'first-user' });
    expectFailure(ending, 1, /0 members are admin, .*name the owner with --owner/);
  });

  it('is a community with members of its own, unless it is told to merge', async () => {
    const target = `sqlite:${inFolder('merged.db')}`;
    const server = await startGatehouse(target);
    const owner = await ownerOf(server);
    const guest = await Person.signedIn(server.url);
    await guest.join(await owner.invite());
    expect(await server.stop()).toBe(0);
    const both = sourceWith('merging.db', (decentcom) => {
      const mods = decentcom.role('Mods', bits('kick_members'), 7);
      decentcom.member(guest.pubkey, T, [mods]);
      const first = decentcom.member(someKey(), T, ['admin']);
      decentcom.insert('bans', { pubkey: owner.pubkey, banned_by: first });
    });
    const args = ['import', 'decentcom', both, '--database', target];
    const { events } = await tablesOf(target);
    expectFailure(await gatehouse(args), 1, /has 2 members, none of them from this file; --merge/);
    expect((await tablesOf(target)).events).toEqual(events);
    expectFailure(
      await gatehouse([...args, '--merge', '--owner', guest.pubkey]),
      1,
      /another owner/,
    );
    const report = await importInto(target, both, '--merge');
    expect(report).toMatchObject({ owner: null, owner_appointed: false });
    expect(codesOf(report.skipped)).toEqual({ [owner.pubkey]: ['is_owner'] });
    const { members } = await gatehouseJson<{
      members: readonly { pubkey: string; roles: string[] }[];
    }>(['members', 'list', '--database', target]);
    // Whoever was a member keeps the roles that they had here.
    expect(members.find(({ pubkey }) => pubkey === guest.pubkey)?.roles).toEqual([]);
    expect(members).toHaveLength(3);
  });

  it('a source in use is read with what its log beside it holds, and nothing is left there', async () => {
    const live = inFolder('live.db');
    const decentcom = DecentcomDatabase.make(live);
    try {
      const first = someKey();
      decentcom.member(first, T, ['admin']);
      const target = freshCommunity('live-target.db');
      const before = readdirSync(folder.path).filter((name) => name.startsWith('live.db'));
      expect(before).toContain('live.db-wal');
      const report = await importInto(target, live);
      expect(report.owner_appointed).toBe(true);
      expect(readdirSync(folder.path).filter((name) => name.startsWith('live.db'))).toEqual(before);
    } finally {
      decentcom.close();
    }
  });
});
