import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import type { Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { Subscriber } from '../support/subscriber.js';

let community: Community;
let owner: Person;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  ({ owner } = community);
});
afterAll(() => community.close());

const change = (body: object, ifMatch?: string) =>
  owner.call('PATCH', '/server', {
    body,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

describe('the settings', () => {
  it('have a version, so that two who change them do not undo each other', async () => {
    const before = await owner.call('GET', '/server');
    const { version } = before.body;
    expect(before.headers.etag).toBe(`"${version}"`);
    const subscriber = await Subscriber.connect(community.url, owner);
    const first = await change({ name: ' Harbou\u0301r ' }, `"${version}"`);
    expect([first.status, first.headers.etag]).toEqual([200, `"${version + 1}"`]);
    expect(first.body).toEqual({
      name: 'Harboúr',
      icon: null,
      membership_mode: 'invite_only',
      accent_color: null,
      member_count: before.body.member_count,
      version: version + 1,
    });
    expectProblem(await change({ name: 'Port' }, `"${version}"`), 412, 'VERSION_MISMATCH');
    expect((await owner.call('GET', '/server')).body).toEqual(first.body);
    await subscriber.until((messages) => messages.some(({ op }) => op === 'SERVER_UPDATE'));
    expect(subscriber.messages.at(-1)?.d).toEqual(first.body);
    subscriber.socket.close();
  });

  it('give the community a colour, which is told, recorded, and taken away again', async () => {
    const subscriber = await Subscriber.connect(community.url, owner);
    const { body } = await change({ accent_color: '#1971c2' });
    expect(body).toMatchObject({ accent_color: '#1971c2' });
    expect((await owner.call('GET', '/server')).body).toEqual(body);
    await subscriber.until((messages) => messages.some(({ op }) => op === 'SERVER_UPDATE'));
    expect(subscriber.messages.at(-1)?.d).toEqual(body);
    subscriber.socket.close();
    const story = await owner.call('GET', '/audit/server?limit=1');
    expect(story.body).toMatchObject({ state: { accent_color: '#1971c2' } });
    expect((await change({ accent_color: null })).body).toMatchObject({ accent_color: null });
  });

  it.each(['blue', '#12345', '#1234567', '', 7])('take no colour %j', async (accent_color) => {
    expectProblem(await change({ accent_color }), 400, 'VALIDATION_FAILED');
  });

  it.each(['   ', '\u200b', 'a\u202eb'])('take no name %j', async (name) => {
    expectProblem(await change({ name }), 400, 'VALIDATION_FAILED');
  });
});

describe('an invite that is active, and lets nobody in', () => {
  const blocks = async (code: string): Promise<readonly unknown[]> => {
    const { body } = await owner.call('GET', '/invites?status=active');
    const listed = body.invites.find((invite) => invite.code === code);
    const { body: details } = await owner.call('GET', `/invites/${code}/details`);
    return [listed?.blocked_by, details.blocked_by];
  };

  it('says that whoever made it may not invite any more, until they may again', async () => {
    const inviter = await community.member();
    const role = await community.role(5, 'manage_invites');
    await community.give(inviter, role.id);
    const code = await inviter.invite();
    expect(await blocks(code)).toEqual([null, null]);
    const path = `/members/${inviter.pubkey}/roles/${role.id}`;
    await owner.call('DELETE', path);
    expect(await blocks(code)).toEqual(['inviter_gone', 'inviter_gone']);
    const newcomer = await community.newcomer();
    expectProblem(await newcomer.join(code), 410, 'INVITER_GONE');
    expectProblem(await newcomer.call('GET', `/invites/${code}`), 410, 'INVITER_GONE');
    await owner.call('PUT', path);
    expect(await blocks(code)).toEqual([null, null]);
    expect((await newcomer.join(code)).status).toBe(200);
  });

  it('says that the community takes nobody; so does its preview', async () => {
    const code = await owner.invite({ max_uses: 3 });
    await change({ membership_mode: 'closed' });
    expect(await blocks(code)).toEqual(['invites_paused', 'invites_paused']);
    const edited = await owner.call('PATCH', `/invites/${code}`, { body: { label: 'x' } });
    expect(edited.body.blocked_by).toBe('invites_paused');
    const preview = await owner.call('GET', `/invites/${code}`);
    expect([preview.status, preview.body.membership_mode]).toEqual([200, 'closed']);
    // What is over is not blocked.
    await owner.call('PATCH', `/invites/${code}`, { body: { paused: true } });
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect([body.status, body.blocked_by]).toEqual(['paused', null]);
    await change({ membership_mode: 'invite_only' });
  });

  it('is told as blocked on the gateway, too', async () => {
    const subscriber = await Subscriber.connect(community.url, owner);
    await change({ membership_mode: 'closed' });
    const code = await owner.invite();
    await subscriber.until((messages) => messages.some(({ op }) => op === 'INVITE_CREATE'));
    expect(subscriber.messages.at(-1)?.d).toMatchObject({ code, blocked_by: 'invites_paused' });
    subscriber.socket.close();
    await change({ membership_mode: 'invite_only' });
  });
});

describe('handing the community over', () => {
  let heir: Person;
  beforeEach(async () => {
    heir = await community.member();
  });

  const handOver = (to: string, by = owner) =>
    by.call('POST', '/server/owner', { body: { pubkey: to } });

  it('is for members, by the owner', async () => {
    const admin = await community.admin();
    expectProblem(await handOver(heir.pubkey, admin), 403, 'MISSING_PERMISSION');
    expectProblem(await handOver(admin.pubkey, admin), 403, 'MISSING_PERMISSION');
    expectProblem(await handOver((await community.newcomer()).pubkey), 404, 'MEMBER_NOT_FOUND');
    expectProblem(await handOver('nobody'), 400, 'VALIDATION_FAILED');
    expect((await handOver(owner.pubkey)).status).toBe(204);
  });

  it('makes another the owner, and leaves the one until now an admin', async () => {
    expect((await handOver(heir.pubkey)).status).toBe(204);
    expectProblem(await heir.call('DELETE', '/members/me'), 409, 'OWNER_CANNOT_LEAVE');
    expect((await owner.call('GET', '/auth/me')).body.roles).toEqual(['admin']);
    expect((await heir.call('GET', '/auth/me')).body.roles).toEqual(['admin']);
    // What only an owner can: above every role, and taking `admin` from somebody.
    expectProblem(await handOver(owner.pubkey), 403, 'MISSING_PERMISSION');
    expect((await handOver(owner.pubkey, heir)).status).toBe(204);
    expect((await owner.call('DELETE', `/members/${heir.pubkey}/roles/admin`)).status).toBe(204);
  });

  it('tells everybody that the community has another version, also where the heir is an admin', async () => {
    const admin = await community.admin();
    const before = await owner.call('GET', '/server');
    const subscriber = await Subscriber.connect(community.url, heir);
    await handOver(admin.pubkey);
    await subscriber.until((messages) => messages.some(({ op }) => op === 'SERVER_UPDATE'));
    const told = subscriber.of('SERVER_UPDATE').at(-1)?.d;
    subscriber.close();
    expect(told).toEqual((await owner.call('GET', '/server')).body);
    expect(told?.version).toBe(before.body.version + 1);
    expect((await handOver(owner.pubkey, admin)).status).toBe(204);
  });

  it('comes to one owner, however many hand it over at once', async () => {
    const others = [heir, await community.member(), await community.member()];
    const answers = await Promise.all(others.map(({ pubkey }) => handOver(pubkey)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403, 403]);
    const owners = await Promise.all(
      [owner, ...others].map((person) => person.call('DELETE', '/members/me')),
    );
    expect(owners.filter(({ body }) => body.code === 'OWNER_CANNOT_LEAVE')).toHaveLength(1);
  });
});
