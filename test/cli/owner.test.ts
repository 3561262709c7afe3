import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findingsIn } from '../support/auditor.js';
import { expectFailure, gatehouse, gatehouseJson } from '../support/command-line.js';
import { bits, Community } from '../support/community.js';
import type { Backend } from '../support/database.js';
import { Person } from '../support/person.js';
import { withPostgresInDepth } from '../support/postgres.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';
import { tablesOf } from '../support/tables.js';
import { until } from '../support/until.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const ALL = bits('administrator') * 2 - 1;

function describeTransfer(name: string, on: Backend): void {
  describe(name, () => {
    it('makes another member the owner, and a running server goes by it', async () => {
      const community = await Community.open({}, on);
      const url = community.databaseUrl;
      try {
        const { owner } = community;
        const settings = { GATEHOUSE_DATABASE_URL: url };
        const helper = await community.role(5, 'attach_files');
        await community.give(owner, helper.id);
        const heir = await community.member();
        const subscriber = await Subscriber.connect(community.url, heir);
        expect((await owner.call('DELETE', '/members/me')).body.code).toBe('OWNER_CANNOT_LEAVE');
        expect((await heir.call('GET', '/auth/me')).body.roles).toEqual([]);

        const args = ['owner', 'transfer', heir.pubkey, '--yes'];
        expect(await gatehouseJson(args, settings)).toEqual({
          ok: true,
          owner: heir.userId,
          former_owner: owner.userId,
        });

        const me = async (person: Person) => (await person.call('GET', '/auth/me')).body;
        await until('the heir may do everything', async () => (await me(heir)).permissions === ALL);
        expect(await me(heir)).toMatchObject({ roles: ['admin'], is_member: true });
        expect(await me(owner)).toMatchObject({ roles: [helper.id], is_member: true });
        await subscriber.until((messages) =>
          ['MEMBER_ROLE_ADD', 'MEMBER_ROLE_REMOVE'].every((op) =>
            messages.some((message) => message.op === op),
          ),
        );
        subscriber.close();
        const { body: story } = await heir.call('GET', '/audit/server');
        expect(story).toMatchObject({ state: { owner: heir.userId } });
        // Each can now what the other could.
        expect((await heir.call('DELETE', '/members/me')).body.code).toBe('OWNER_CANNOT_LEAVE');
        expect((await owner.call('POST', `/members/${heir.pubkey}/kick`)).status).toBe(403);
        expect((await heir.call('PUT', `/members/${owner.pubkey}/roles/admin`)).status).toBe(204);
        expect((await owner.call('DELETE', '/members/me')).status).toBe(204);

        // A second time changes nothing.
        const { events } = await tablesOf(url);
        expect(await gatehouseJson(args, settings)).toMatchObject({ former_owner: null });
        expect((await gatehouse(args, settings)).stdout).toBe(
          `${heir.pubkey} is the owner already.\n`,
        );
        expect((await tablesOf(url)).events).toEqual(events);

        const examined = await community.end();
        expect(examined.chain.ok).toBe(true);
        expect(examined.live).toEqual(examined.rebuilt);
        expect(findingsIn(examined.events)).toEqual([]);
      } finally {
        await community.close();
      }
    });
  });
}

describeTransfer('gatehouse owner transfer on SQLite', 'sqlite');
withPostgresInDepth('with PostgreSQL', () =>
  describeTransfer('gatehouse owner transfer', 'postgres'),
);

describe('what is wrong', () => {
  it('makes nobody the owner, and is said in one line', async () => {
    const community = await Community.open({}, 'sqlite');
    const url = community.databaseUrl;
    const settings = { GATEHOUSE_DATABASE_URL: url };
    const refused = async (code: number, why: RegExp, ...args: readonly string[]) =>
      expectFailure(await gatehouse(['owner', 'transfer', ...args], settings), code, why);
    try {
      const member = await community.member();
      const outsider = await community.newcomer();
      const banned = await community.banned();
      const { events } = await tablesOf(url);
      await refused(2, /neither a public key/, 'me', '--yes');
      await refused(2, /--yes makes .* the owner; nothing was done/, member.pubkey);
      await refused(3, /no member with this key/, outsider.pubkey, '--yes');
      await refused(3, /no member with this key/, banned.userId, '--yes');
      await refused(3, /no member with this key/, new Person('').pubkey, '--yes');
      expect((await tablesOf(url)).events).toEqual(events);
    } finally {
      await community.close();
    }
  });

  it.each([
    ['GATEHOUSE_OWNER_PUBKEY', new Person('http://localhost').pubkey],
    ['GATEHOUSE_BOOTSTRAP', 'first-user'],
  ])(
    'is the owner that a community has, whatever %s says: there is no link',
    async (name, value) => {
      const community = await Community.open();
      try {
        const settings = { GATEHOUSE_DATABASE_URL: community.databaseUrl, [name]: value };
        expectFailure(await gatehouse(['owner', 'link'], settings), 4, /has an owner already/);
      } finally {
        await community.close();
      }
    },
  );

  it('is a community that has no owner yet', async () => {
    const url = `sqlite:${join(folder.path, 'ownerless.db')}`;
    const server = await startGatehouse(url, { GATEHOUSE_MEMBERSHIP_MODE: 'open' });
    const member = await Person.signedIn(server.url);
    expect((await member.call('POST', '/members/join')).status).toBe(200);
    const args = ['owner', 'transfer', member.pubkey, '--yes', '--database', url];
    expectFailure(await gatehouse(args), 4, /no owner yet: `gatehouse owner link`/);
    expect((await member.call('GET', '/auth/me')).body.roles).toEqual([]);
    expect(await server.stop()).toBe(0);
  });
});
