import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { gatehouse, gatehouseJson } from '../support/command-line.js';
import { Community } from '../support/community.js';
import { concurrently, times } from '../support/concurrently.js';
import { examine } from '../support/log.js';
import { memberBy, type Person } from '../support/person.js';
import { personalOf, tracesInFolder } from '../support/traces.js';
import { until } from '../support/until.js';

let community: Community;
afterEach(() => community.close());

const pathOf = () => community.databaseUrl.slice('sqlite:'.length);
const folderOf = () => dirname(pathOf());

async function named(code: string, index: number): Promise<[Person, string]> {
  const person = await memberBy(community.url, code);
  const name = `Unforgettable-${index}-${person.userId.slice(0, 8)}`;
  await community.by(person, 'PATCH', '/auth/me', { display_name: `Before-${name}` });
  await community.by(person, 'PATCH', '/auth/me', { display_name: name });
  return [person, name];
}

describe('in the files of the data directory', () => {
  it('nothing is left of whoever was erased, and all of everybody else', async () => {
    community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
    const code = await community.owner.invite();
    // So many that pages split, and rows move: what they leave behind must not be found either.
    const people = await concurrently(8, times(120), (index) => named(code, index));
    const keys = new Map<string, Buffer>();
    const reading = new Database(pathOf(), { readonly: true });
    for (const { stream, key } of reading
      .prepare<[], { stream: string; key: Buffer }>('SELECT stream, key FROM personal_keys')
      .all()) {
      keys.set(stream, key);
    }
    reading.close();
    const erased = people.filter((_, index) => index % 5 === 0);
    const others = people.filter((_, index) => index % 5 !== 0);
    const reason = 'kicked-for-flooding-5311';
    for (const [{ pubkey }] of [...erased.slice(0, 5)]) {
      await community.by(community.owner, 'POST', `/members/${pubkey}/kick`, { reason });
    }
    const personal = erased.map(([person, name]) =>
      personalOf(person, {
        'the name': name,
        'the personal key': keys.get(`user-${person.userId}`) ?? Buffer.from('no key was there'),
      }),
    );
    for (const each of personal) expect(tracesInFolder(folderOf(), each)).not.toEqual([]);

    for (const [{ userId }] of erased) {
      await community.by(community.owner, 'POST', `/members/${userId}/erase`);
    }
    // While it runs, without a vacuum: the file and the WAL.
    for (const each of personal) expect(tracesInFolder(folderOf(), each)).toEqual([]);
    expect(tracesInFolder(folderOf(), { reason })).toEqual([]);
    for (const [person, name] of others) {
      const kept = tracesInFolder(folderOf(), personalOf(person, { 'the name': name }));
      expect(kept.map((trace) => trace.split(' in ')[0])).toEqual(
        expect.arrayContaining(['the key as text', 'the name']),
      );
    }

    const { chain, live, rebuilt } = await community.end();
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    const database = new Database(pathOf());
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.exec('VACUUM');
    database.close();
    for (const each of personal) expect(tracesInFolder(folderOf(), each)).toEqual([]);
  });

  it('nothing is left of what was forgotten at the command line, while the server runs', async () => {
    community = await Community.open();
    const { owner } = community;
    const [bob, name] = await named(await owner.invite(), 1);
    const personal = personalOf(bob, { 'the name': name });
    const audit = async () =>
      JSON.stringify((await owner.call('GET', '/audit/events?limit=1000')).body);
    expect(await audit()).toContain(name);
    const database = ['--database', community.databaseUrl];

    const unsure = await gatehouse(['members', 'erase', bob.pubkey, ...database]);
    expect(unsure).toMatchObject({ code: 2, stdout: '' });
    expect(unsure.stderr).toMatch(/add --yes to erase .* Nothing was done\./);
    expect(await audit()).toContain(name);

    expect(await gatehouseJson(['members', 'erase', bob.pubkey, '--yes', ...database])).toEqual({
      ok: true,
      user_id: bob.userId,
    });
    // The server has key and name in memory until it hears of it, within a second.
    await until(
      'the session of the erased has ended',
      async () => (await bob.call('GET', '/auth/me')).status === 401,
    );
    await until('the audit does not tell the name', async () => !(await audit()).includes(name));
    expect(await audit()).not.toContain(bob.pubkey);
    await until(
      'the erased is no member',
      async () => (await owner.call('GET', `/members/${bob.userId}`)).status === 404,
    );
    expect(tracesInFolder(folderOf(), personal)).toEqual([]);
    await bob.signIn();
    expect((await bob.call('GET', '/auth/me')).body).toMatchObject({ display_name: null });
    await community.by(owner, 'POST', `/members/${bob.userId}/erase`);
    expect(tracesInFolder(folderOf(), personal)).toEqual([]);

    const nobody = await gatehouse(['members', 'erase', 'f'.repeat(32), '--yes', ...database]);
    expect(nobody).toMatchObject({ code: 3 });
    expect(nobody.stderr).toMatch(/was ever here\./);
    const self = await gatehouse(['members', 'erase', owner.userId, '--yes', ...database]);
    expect(self.stderr).toMatch(/before the community has another owner\./);
  });
});

describe('an erasure that cannot be written', () => {
  it('leaves event, key and everything else as they were', async () => {
    community = await Community.open();
    const { owner } = community;
    const [bob, name] = await named(await owner.invite(), 1);
    const database = new Database(pathOf());
    // The last of what it writes fails.
    database.exec(
      `CREATE TRIGGER refuse BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    const before = await community.position();
    expect((await owner.call('POST', `/members/${bob.userId}/erase`)).status).toBe(500);
    expect(await community.position()).toBe(before);
    database.exec('DROP TRIGGER refuse');
    database.close();
    expect((await owner.call('GET', `/members/${bob.userId}`)).body).toMatchObject({
      display_name: name,
      pubkey: bob.pubkey,
    });
    await community.by(bob, 'PATCH', '/auth/me', { display_name: 'Still-here' });
    await community.end();
    const { chain, events, live, rebuilt } = await examine(community.databaseUrl);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    const names = events.filter(({ type }) => type === 'DisplayNameChanged');
    expect(names.map(({ data }) => data)).toMatchObject([
      { display_name: `Before-${name}` },
      { display_name: name },
      { display_name: 'Still-here' },
    ]);
  });
});
