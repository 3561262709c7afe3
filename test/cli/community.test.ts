import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectFailure, gatehouse, gatehouseJson, startCommand } from '../support/command-line.js';
import { openLog } from '../support/log.js';
import {
  memberBy,
  ownerOf,
  Person,
  type BanJson,
  type InviteJson,
  type MemberJson,
} from '../support/person.js';
import { bits } from '../support/community.js';
import { temporaryDatabase, withPostgresInDepth } from '../support/postgres.js';
import {
  startGatehouse,
  temporaryFolder,
  type RunningGatehouse,
  type Settings,
} from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';
import { tablesOf } from '../support/tables.js';
import { until } from '../support/until.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What an operator does beside a running server, which must go by it. */
function describeCommands(name: string, openDatabase: () => Promise<Database>): void {
  describe(name, () => {
    let database: Database;
    let server: RunningGatehouse;
    let owner: Person;
    let code: string;
    let settings: Settings;

    beforeAll(async () => {
      database = await openDatabase();
      server = await startGatehouse('', { GATEHOUSE_DATABASE_URL: database.url });
      settings = { GATEHOUSE_DATABASE_URL: database.url, GATEHOUSE_PUBLIC_URL: server.url };
      owner = await ownerOf(server);
      code = await owner.invite();
    });
    afterAll(async () => {
      expect(await server.stop()).toBe(0);
      await gatehouseJson(['projections', 'check'], settings);
      const { findings } = await gatehouseJson<{
        findings: readonly { readonly check: string; readonly status: string }[];
      }>(['doctor', '--full'], settings);
      expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
      await database.remove();
    });

    const json = <Result>(...args: readonly string[]) => gatehouseJson<Result>(args, settings);
    const refused = async (code: number, why: RegExp, ...args: readonly string[]) =>
      expectFailure(await gatehouse(args, settings), code, why);

    it('an invite that is made here lets people in, and is shown as nobody’s', async () => {
      const role = { name: 'Guests', position: 3, permissions: bits('attach_files') };
      const { body } = await owner.call('POST', '/roles', { body: role });
      const subscriber = await Subscriber.connect(server.url, owner);
      const terms = ['--max-uses', '1', '--expires-in', '600', '--label', 'the team'];
      const { invite } = await json<{ invite: InviteJson }>(
        ...['invites', 'create', ...terms, '--grant-role', body.id, '--channel', 'lobby'],
      );
      expect(invite).toMatchObject({ created_by: null, max_uses: 1, label: 'the team' });
      expect(invite.invite_link).toBe(`${server.url}/invite/${invite.code}`);
      await subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'INVITE_CREATE' && d.code === invite.code),
      );
      subscriber.close();
      const guest = await memberBy(server.url, invite.code);
      const { body: me } = await owner.call('GET', `/members/${guest.pubkey}`);
      expect(me).toMatchObject({ roles: [body.id], invite_code: invite.code, invited_by: null });
      const late = await Person.signedIn(server.url);
      expect((await late.join(invite.code)).body.code).toBe('INVITE_EXHAUSTED');
      const shown = await json<{ invite: InviteJson; redemptions: readonly object[] }>(
        ...['invites', 'show', invite.code],
      );
      expect(shown.invite).toMatchObject({ status: 'exhausted', use_count: 1 });
      expect(shown.redemptions).toMatchObject([{ pubkey: guest.pubkey }]);
      const { body: details } = await owner.call('GET', `/invites/${invite.code}/details`);
      expect(details).toMatchObject({ created_by: null, use_count: 1 });
    });

    it('an invite that is revoked here lets nobody in', async () => {
      const doomed = await owner.invite({ label: 'doomed' });
      const guest = await Person.signedIn(server.url);
      expect((await guest.call('GET', `/invites/${doomed}`)).status).toBe(200);
      await json('invites', 'revoke', doomed, '--reason', 'posted in public');
      expect((await guest.join(doomed)).body.code).toBe('INVITE_REVOKED');
      await until(
        'the invite is revoked',
        async () => (await guest.call('GET', `/invites/${doomed}`)).status === 410,
      );
      const { body } = await owner.call('GET', `/invites/${doomed}/details`);
      expect(body).toMatchObject({ revoked_by: null, revoke_reason: 'posted in public' });
      // A second time changes nothing.
      const { events } = await tablesOf(database.url);
      await json('invites', 'revoke', doomed);
      expect((await tablesOf(database.url)).events).toEqual(events);
    });

    it('lists invites and members, page by page', async () => {
      const all = await json<{ invites: InviteJson[] }>('invites', 'list', '--status', 'all');
      const { body } = await owner.call('GET', '/invites?status=all');
      expect(all.invites).toEqual(body.invites);
      const first = await json<{ invites: InviteJson[]; next_cursor: string }>(
        ...['invites', 'list', '--status', 'all', '--limit', '1'],
      );
      expect(first.invites).toEqual(all.invites.slice(0, 1));
      const second = await json<{ invites: InviteJson[] }>(
        ...['invites', 'list', '--status', 'all', '--limit', '1', '--cursor', first.next_cursor],
      );
      expect(second.invites).toEqual(all.invites.slice(1, 2));
      const oldest = await json<{ invites: InviteJson[] }>(
        ...['invites', 'list', '--status', 'all', '--order', 'oldest'],
      );
      expect(oldest.invites).toEqual(all.invites.toReversed());
      const found = await json<{ invites: InviteJson[] }>(
        ...['invites', 'list', '--status', 'all', '--q', 'DOOM'],
      );
      expect(found.invites.map(({ label }) => label)).toEqual(['doomed']);
      const members = await json<{ members: MemberJson[] }>('members', 'list');
      expect(members.members).toEqual((await owner.call('GET', '/members')).body.members);
      const { stdout } = await gatehouse(['members', 'list'], settings);
      expect(stdout).toContain(owner.pubkey);
    });

    it('a member who is kicked here is out, and cut off', async () => {
      const member = await memberBy(server.url, code);
      const watcher = await Subscriber.connect(server.url, owner);
      const socket = await Subscriber.connect(server.url, member);
      expect((await member.call('GET', '/members')).status).toBe(200);
      await json('members', 'kick', member.userId, '--reason', 'cool down');
      await socket.untilClosed();
      await watcher.until((messages) =>
        messages.some(
          ({ op, d }) => op === 'MEMBER_KICK' && d.user_id === member.userId && d.by === 'system',
        ),
      );
      watcher.close();
      await until(
        'the kicked is out',
        async () => (await member.call('GET', '/members')).status === 403,
      );
      await refused(3, /no member with this key/, 'members', 'kick', member.pubkey);
    });

    it('a member who is banned here is out for good, with sessions and invites', async () => {
      const { body: role } = await owner.call('POST', '/roles', {
        body: { name: 'Inviters', position: 5, permissions: bits('manage_invites') },
      });
      const member = await memberBy(server.url, await owner.invite({ grant_role_id: role.id }));
      const theirs = await member.invite();
      const socket = await Subscriber.connect(server.url, member);
      expect((await member.call('GET', '/auth/me')).status).toBe(200);
      const { ban } = await json<{ ban: BanJson }>('members', 'ban', member.pubkey);
      expect(ban).toMatchObject({ user_id: member.userId, banned_by: 'system' });
      await socket.untilClosed();
      await until(
        'the session of the banned has ended',
        async () => (await member.call('GET', '/auth/me')).status === 401,
      );
      await member.signIn();
      expect((await member.join(code)).body.code).toBe('MEMBER_BANNED');
      const guest = await Person.signedIn(server.url);
      expect((await guest.join(theirs)).body.code).toBe('INVITE_REVOKED');
      const { body } = await owner.call('GET', '/bans');
      expect(body.bans).toMatchObject([{ user_id: member.userId, banned_by: 'system' }]);
      const { person } = await json<{ person: object }>('members', 'show', member.userId);
      expect(person).toMatchObject({ is_member: false, ban: { banned_by: 'system' } });
    });

    it('shows a member, and lets somebody who was banned come back, by user id', async () => {
      const member = await memberBy(server.url, code);
      const { stdout } = await gatehouse(['members', 'show', member.pubkey], settings);
      expect(stdout).toMatch(new RegExp(`^user id +${member.userId}$`, 'm'));
      expect(stdout).toMatch(new RegExp(`^came in by +${code}$`, 'm'));
      expect((await member.call('DELETE', '/members/me')).status).toBe(204);
      await json('members', 'ban', member.userId);
      await member.signIn();
      expect((await member.join(code)).body.code).toBe('MEMBER_BANNED');
      await json('members', 'unban', member.userId, '--reason', 'a mistake');
      await until('they may join', async () => (await member.join(code)).status === 200);
      await refused(3, /not banned|no ban/, 'members', 'unban', member.userId);
      await refused(3, /no member with this key/, 'members', 'show', 'f'.repeat(32));
    });

    it('lists the roles, with what they permit', async () => {
      const { roles } = await json<{ roles: unknown }>('roles', 'list');
      expect(roles).toEqual((await owner.call('GET', '/roles')).body.roles);
      const { stdout } = await gatehouse(['roles', 'list'], settings);
      expect(stdout).toMatch(/^\d+ +admin +admin +.*administrator/m);
      expect(stdout).toMatch(/^0 +everyone +everyone +send_messages read_messages/m);
    });

    it('bans a key that was never seen', async () => {
      const stranger = new Person(server.url);
      await json('members', 'ban', stranger.pubkey, '--reason', 'known elsewhere');
      await stranger.signIn();
      expect((await stranger.join(code)).body.code).toBe('MEMBER_BANNED');
    });

    it('does nothing to the owner, gives nobody the role admin, and makes no second owner', async () => {
      const { events } = await tablesOf(database.url);
      await refused(4, /Nobody can do this to the owner/, 'members', 'kick', owner.pubkey);
      await refused(4, /Nobody can do this to the owner/, 'members', 'ban', owner.userId);
      await refused(4, /Only the owner/, 'invites', 'create', '--grant-role', 'admin');
      await refused(4, /has an owner already/, 'owner', 'link');
      expect((await tablesOf(database.url)).events).toEqual(events);
    });
  });
}

interface Database {
  readonly url: string;
  remove(): Promise<void>;
}

describeCommands('invites and members beside a server on SQLite', () =>
  Promise.resolve({
    url: `sqlite:${join(folder.path, 'gatehouse.db')}`,
    remove: () => Promise.resolve(),
  }),
);

withPostgresInDepth('with PostgreSQL', () => {
  describeCommands('invites and members beside a server', async () => {
    const database = await temporaryDatabase();
    return { url: database.url, remove: () => database.drop() };
  });
});

describe('what is wrong', () => {
  const url = `sqlite:${join(folder.path, 'refused.db')}`;
  const settings = { GATEHOUSE_DATABASE_URL: url };
  const refused = async (code: number, why: RegExp, ...args: readonly string[]) =>
    expectFailure(await gatehouse(args, settings), code, why);

  beforeAll(async () => {
    await (await startGatehouse('', settings)).stop();
  });

  it('refuses what is wrong, in one line', async () => {
    const { events } = await tablesOf(url);
    await refused(2, /max_uses must be a number/, 'invites', 'create', '--max-uses', 'many');
    await refused(4, /no role with the id/, 'invites', 'create', '--grant-role', 'nobody');
    await refused(3, /no such invite/, 'invites', 'show', 'x');
    await refused(2, /neither a public key/, 'members', 'ban', 'me');
    await refused(2, /reason must be text/, 'members', 'kick', 'a'.repeat(32), '--reason', 'a\nb');
    expect((await tablesOf(url)).events).toEqual(events);
  });

  it('goes on when nobody reads its output', async () => {
    const command = startCommand(['members', 'list'], settings);
    command.process.stdout?.destroy();
    const { stderr } = await command.ended;
    expect(stderr).toBe('');
  });
});

describe('gatehouse owner link', () => {
  it('is the link that a start prints, until there is an owner', async () => {
    const path = join(folder.path, 'ownerless.db');
    const server = await startGatehouse(`sqlite:${path}`);
    const settings = {
      GATEHOUSE_DATABASE_URL: `sqlite:${path}`,
      GATEHOUSE_PUBLIC_URL: server.url,
    };
    const { stdout, stderr } = await gatehouse(['owner', 'link'], settings);
    expect(stdout).toBe(`${server.ownerLink ?? ''}\n`);
    expect(stderr).toBe('It is the one that was printed before: no other works.\n');
    const link = { ok: true, link: server.ownerLink, is_new: false };
    expect(await gatehouseJson(['owner', 'link'], settings)).toEqual(link);
    await ownerOf(server);
    expectFailure(await gatehouse(['owner', 'link'], settings), 4, /has an owner already/);
    expect(await server.stop()).toBe(0);
  });

  it('is a new one when that is asked for, and the one before makes nobody the owner', async () => {
    const path = join(folder.path, 'leaked.db');
    const server = await startGatehouse(`sqlite:${path}`);
    const settings = {
      GATEHOUSE_DATABASE_URL: `sqlite:${path}`,
      GATEHOUSE_PUBLIC_URL: server.url,
    };
    try {
      const leaked = server.ownerLink?.split('/').at(-1) ?? '';
      const { stdout, stderr } = await gatehouse(['owner', 'link', '--new'], settings);
      expect(stderr).toBe('It is a new one; none that was printed before works any more.\n');
      const code = stdout.trim().split('/').at(-1) ?? '';
      expect(code).not.toBe(leaked);
      const thief = await Person.signedIn(server.url);
      expect((await thief.call('POST', `/invites/${leaked}/join`)).body.code).toBe(
        'INVITE_REVOKED',
      );
      const owner = await Person.signedIn(server.url);
      expect((await owner.call('POST', `/invites/${code}/join`)).status).toBe(200);
      expect((await owner.call('GET', '/auth/me')).body.roles).toEqual(['admin']);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });

  it('is not made where the settings say who the owner will be', async () => {
    const path = join(folder.path, 'first-user.db');
    const settings = {
      GATEHOUSE_DATABASE_URL: `sqlite:${path}`,
      GATEHOUSE_BOOTSTRAP: 'first-user',
    };
    await (await startGatehouse(`sqlite:${path}`, { GATEHOUSE_BOOTSTRAP: 'first-user' })).stop();
    expectFailure(await gatehouse(['owner', 'link'], settings), 1, /whoever signs in first/);
  });
});

describe('a database without a community', () => {
  it('is refused, and none is made', async () => {
    const path = join(folder.path, 'empty.db');
    const args = ['invites', 'create', '--database', `sqlite:${path}`];
    expectFailure(await gatehouse(args), 1, /--database: .*does not exist/);
    await (await openLog(`sqlite:${path}`)).close();
    expectFailure(await gatehouse(args), 1, /no community in it yet/);
  });
});
