import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memberBy, ownerOf, Person } from '../support/person.js';
import { temporaryDatabase } from '../support/postgres.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { personalOf, tracesInTables } from '../support/traces.js';
import { until } from '../support/until.js';

describe('two processes on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let servers: readonly RunningGatehouse[];

  beforeAll(async () => {
    database = await temporaryDatabase();
    servers = [await startGatehouse(database.url), await startGatehouse(database.url)];
  });
  afterAll(async () => {
    for (const server of servers) expect(await server.stop()).toBe(0);
    await database.drop();
  });

  /** The same person, at another process. */
  const at = (index: number, person: Person): Person =>
    Object.assign(Object.create(Person.prototype) as Person, person, {
      url: servers[index]?.url ?? '',
    });

  it('forget whom one of them erases, and seal nothing under the key that is gone', async () => {
    const [first] = servers;
    if (!first) throw new Error('There are two.');
    const owner = await ownerOf(first);
    const code = await owner.invite();
    for (const round of [1, 2, 3]) {
      const { body: head } = await owner.call('GET', '/audit/head');
      const bob = await memberBy(first.url, code);
      const name = `Roberta-Tables-${round}`;
      await bob.call('PATCH', '/auth/me', { body: { display_name: name } });
      const personal = personalOf(bob, { 'the name': name });
      const seenBy = (index: number) =>
        Promise.all(
          [
            '/audit/events?limit=1000',
            '/members?limit=100',
            `/audit/members/${bob.userId}`,
            // All but the erasure: whoever reads these is not told of it by what they read.
            `/audit/events?after=${head.position}&limit=4`,
          ].map(async (path) => JSON.stringify((await at(index, owner).call('GET', path)).body)),
        );
      // Both have key, name, state and session in memory, the second as who has written it last.
      for (const text of await seenBy(1)) expect(text).toContain(name);
      await at(1, bob).call('PATCH', '/auth/me', { body: { display_name: `${name}!` } });
      for (const text of await seenBy(0)) expect(text).toContain(bob.pubkey);

      // The second writes meanwhile: it learns of the erasure under the lock.
      const done = new AbortController();
      const writing = (async () => {
        for (let turn = 0; !done.signal.aborted; turn++) {
          const body = { label: `Turn ${turn}` };
          await at(1, owner).call('PATCH', `/invites/${code}`, { body });
        }
      })();
      const erased = await owner.call('POST', `/members/${bob.pubkey}/erase`);
      expect(erased.status).toBe(204);
      done.abort();
      await writing;
      await until(
        'the session of the erased has ended',
        async () => (await at(1, bob).call('GET', '/auth/me')).status === 401,
      );
      const isNamed = (text: string) => text.includes(name) || text.includes(bob.pubkey);
      await until(
        'the other process does not tell the name',
        async () => !(await seenBy(1)).some(isNamed),
      );
      const member = () => at(1, owner).call('GET', `/members/${bob.userId}`);
      await until('the erased is no member', async () => (await member()).status === 404);
      expect(await tracesInTables(database.url, personal)).toEqual([]);

      const again = await at(1, bob).signIn();
      await again.join(code);
      await again.call('PATCH', '/auth/me', { body: { display_name: `Back-${round}` } });
      for (const index of [0, 1]) {
        const story = (await seenBy(index))[2] ?? '';
        expect(story).toContain(`Back-${round}`);
        expect(story).not.toContain(name);
      }
    }
    expect((await owner.call('GET', '/audit/verify')).body).toMatchObject({ ok: true });
  });
});
