import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedGatehouseEvent } from '../../src/events.js';
import { findingsIn } from '../support/auditor.js';
import { concurrently, times } from '../support/concurrently.js';
import { bits, Community, outcomeOf } from '../support/community.js';
import type { Examination } from '../support/log.js';
import { memberBy, Person, type Answer } from '../support/person.js';
import { expectWithin, rounds } from '../support/proof.js';
import { Subscriber } from '../support/subscriber.js';

let community: Community;
let owner: Person;
let moderator: Person;

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
  moderator = await community.member(50, 'kick_members', 'ban_members', 'manage_server');
});
afterAll(() => community.close());

/** What the log must say in the end, when it can be read. */
const claims: ((log: Examination) => void)[] = [];
const claim = (about: (events: readonly RecordedGatehouseEvent[]) => void) => {
  claims.push(({ events }) => about(events));
};

const effect = (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => community.effectOf(() => moderator.call(method, path, { body, headers }));
const me = async (person: Person) => (await person.call('GET', '/auth/me')).body;
const bans = async () => (await community.by(moderator, 'GET', '/bans?limit=100')).body.bans;
const banOf = async ({ pubkey }: Person) => (await bans()).find((ban) => ban.pubkey === pubkey);

async function inMode(membership_mode: string, work: () => Promise<void>): Promise<void> {
  await community.by(owner, 'PATCH', '/server', { membership_mode });
  await work();
  await community.by(owner, 'PATCH', '/server', { membership_mode: 'invite_only' });
}

describe('a reason', () => {
  const given = [
    { how: 'in the body', body: { reason: 'Spam 🎈' }, header: undefined, kept: 'Spam 🎈' },
    { how: 'in the header', body: undefined, header: 'Spam', kept: 'Spam' },
    {
      how: 'in the header, percent-encoded',
      body: undefined,
      header: 'Sch%C3%B6ner%20Spam%20%F0%9F%8E%88',
      kept: 'Schöner Spam 🎈',
    },
    { how: 'in both: the body’s', body: { reason: 'Body' }, header: 'Header', kept: 'Body' },
    { how: 'in the header, the body’s is null', body: { reason: null }, header: 'H', kept: 'H' },
    { how: 'nowhere', body: undefined, header: undefined, kept: null },
    {
      how: 'at its longest',
      body: { reason: '🎈'.repeat(512) },
      header: undefined,
      kept: '🎈'.repeat(512),
    },
  ];

  it.each(given)('$how stands in the log', async ({ body, header, kept }) => {
    const headers: Record<string, string> = {};
    if (header !== undefined) headers['x-audit-log-reason'] = header;
    const [kicked, banned] = [await community.member(), await community.member()];
    expect(await effect('POST', `/members/${kicked.pubkey}/kick`, body, headers)).toBe(
      '204 written',
    );
    expect(await effect('POST', `/members/${banned.pubkey}/ban`, body, headers)).toBe(
      '200 written',
    );
    expect(await banOf(banned)).toEqual({
      user_id: banned.userId,
      pubkey: banned.pubkey,
      banned_by: moderator.userId,
      banned_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      reason: kept,
    });
    claim((events) => {
      for (const [type, { userId }] of [
        ['MemberKicked', kicked],
        ['MemberBanned', banned],
      ] as const) {
        expect(
          events.find((event) => event.type === type && event.data.user_id === userId),
        ).toMatchObject({ reason: kept, actor: moderator.userId });
      }
    });
  });
});

describe('a kick', () => {
  it('takes a member out, who keeps their session and may come back', async () => {
    const member = await community.member();
    expect(await effect('POST', `/members/${member.pubkey}/kick`)).toBe('204 written');
    expect(await me(member)).toMatchObject({ is_member: false, permissions: 0 });
    expect(outcomeOf(await member.call('GET', '/members'))).toBe('403 NOT_A_MEMBER');
    expect(await effect('POST', `/members/${member.pubkey}/kick`)).toBe('404 MEMBER_NOT_FOUND');
    expect((await member.join(await owner.invite())).body.joined).toBe(true);
  });
});

describe('a ban', () => {
  it('shuts out a member, whose sessions end', async () => {
    const member = await community.member();
    const { token } = member;
    await member.signIn();
    const answer = await moderator.call('POST', `/members/${member.pubkey}/ban`);
    expect(answer.body).toEqual(await banOf(member));
    for (const session of [token, member.token]) {
      const next = await member.call('GET', '/auth/me', { token: session });
      expect(outcomeOf(next)).toBe('401 UNAUTHENTICATED');
    }
    expect(outcomeOf(await owner.call('GET', `/members/${member.pubkey}`))).toBe(
      '404 MEMBER_NOT_FOUND',
    );
  });

  it('shuts out somebody who has signed in and is no member', async () => {
    const stranger = await community.newcomer();
    expect(await effect('POST', `/members/${stranger.pubkey}/ban`)).toBe('200 written');
    expect(outcomeOf(await stranger.call('GET', '/auth/me'))).toBe('401 UNAUTHENTICATED');
    await stranger.signIn();
    expect(outcomeOf(await stranger.join(await owner.invite()))).toBe('403 MEMBER_BANNED');
    claim((events) => {
      const found = events.find(
        ({ type, data }) => type === 'MemberBanned' && data.user_id === stranger.userId,
      );
      expect(found?.data).toMatchObject({ was_member: false });
    });
  });

  it('shuts out a key that was never seen, before it comes', async () => {
    const stranger = new Person(community.url);
    const before = (await owner.call('GET', '/server')).body.member_count;
    expect(await effect('POST', `/members/${stranger.pubkey}/ban`, { reason: 'Known' })).toBe(
      '200 written',
    );
    expect(await banOf(stranger)).toMatchObject({ pubkey: stranger.pubkey, reason: 'Known' });
    expect((await owner.call('GET', '/server')).body.member_count).toBe(before);
    await stranger.signIn();
    expect((await banOf(stranger))?.user_id).toBe(stranger.userId);
    expect(await me(stranger)).toMatchObject({ pubkey: stranger.pubkey, is_member: false });
    for (const path of ['/members/join', `/invites/${await owner.invite()}/join`]) {
      const answer = () => stranger.call('POST', path);
      expect(await community.effectOf(answer)).toBe('403 MEMBER_BANNED');
    }
  });

  it('is the same ban a second time, whoever says why', async () => {
    const member = await community.member();
    const path = `/members/${member.pubkey}/ban`;
    const first = await moderator.call('POST', path, { body: { reason: 'First' } });
    expect(await effect('POST', path, { reason: 'Second' })).toBe('200');
    const again = await owner.call('POST', path, { body: { reason: 'Third' } });
    expect(again.body).toEqual(first.body);
    expect(await banOf(member)).toEqual(first.body);
  });

  it('is lifted once', async () => {
    const member = await community.member();
    await community.by(moderator, 'POST', `/members/${member.pubkey}/ban`);
    expect(await effect('DELETE', `/bans/${member.pubkey}`)).toBe('204 written');
    expect(await banOf(member)).toBeUndefined();
    expect(await effect('DELETE', `/bans/${member.pubkey}`)).toBe('404 NOT_FOUND');
    await member.signIn();
    expect((await member.join(await owner.invite())).body.joined).toBe(true);
    // A new ban is a new one.
    expect(await effect('POST', `/members/${member.pubkey}/ban`, { reason: 'New' })).toBe(
      '200 written',
    );
    expect((await banOf(member))?.reason).toBe('New');
  });

  it('counts the members down, once', async () => {
    const count = async () => (await owner.call('GET', '/server')).body.member_count;
    const [banned, kicked] = [await community.member(), await community.member()];
    const before = await count();
    await effect('POST', `/members/${banned.pubkey}/ban`);
    await effect('POST', `/members/${banned.pubkey}/ban`);
    await effect('POST', `/members/${kicked.pubkey}/kick`);
    await effect('POST', `/members/${kicked.pubkey}/ban`);
    expect(await count()).toBe(before - 2);
  });
});

describe('the lists', () => {
  interface List {
    readonly path: string;
    readonly add: (pubkey: string) => Promise<unknown>;
    readonly keysOn: (page: Answer['body']) => readonly string[];
  }

  const lists: readonly List[] = [
    {
      path: '/bans',
      add: (pubkey) => community.by(moderator, 'POST', `/members/${pubkey}/ban`),
      keysOn: ({ bans }) => bans.map(({ pubkey }) => pubkey),
    },
    {
      path: '/allowlist',
      add: (pubkey) => community.by(moderator, 'POST', '/allowlist', { pubkey }),
      keysOn: ({ entries }) => entries.map(({ pubkey }) => pubkey),
    },
  ];

  /** The keys of a list, page by page, by `next_cursor`. */
  async function pages({ path, keysOn }: List, limit: number): Promise<(readonly string[])[]> {
    const all: (readonly string[])[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `?limit=${limit}${cursor && `&cursor=${cursor}`}`;
      const { body }: Answer = await community.by(moderator, 'GET', path + query);
      all.push(keysOn(body));
      cursor = body.next_cursor;
    }
    return all;
  }

  it.each(lists)('$path is paged without gap or repeat, the newest first', async (list) => {
    const keys = times(7).map(() => new Person(community.url).pubkey);
    for (const key of keys) await list.add(key);
    const whole = (await pages(list, 100)).flat();
    expect(whole.slice(0, 7)).toEqual([...keys].reverse());
    expect(new Set(whole).size).toBe(whole.length);
    for (const limit of [1, 2, 3, whole.length]) {
      const found = await pages(list, limit);
      expect(found.flat()).toEqual(whole);
      expect(found).toHaveLength(Math.ceil(whole.length / limit));
    }
    // What goes and comes between two pages moves nobody from one to the other.
    const start = (await moderator.call('GET', `${list.path}?limit=2`)).body;
    expect(list.keysOn(start)).toEqual(whole.slice(0, 2));
    await community.by(moderator, 'DELETE', `${list.path}/${whole[0] ?? ''}`);
    await list.add(new Person(community.url).pubkey);
    const rest = `${list.path}?limit=100&cursor=${start.next_cursor ?? ''}`;
    expect(list.keysOn((await moderator.call('GET', rest)).body)).toEqual(whole.slice(2));
  });

  it.each(['/bans', '/allowlist'])('%s refuses a page that there cannot be', async (path) => {
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'cursor=x',
      'cursor=-1',
      'cursor=0',
      'x=1',
    ]) {
      expect([query, await effect('GET', `${path}?${query}`)]).toEqual([
        query,
        '400 VALIDATION_FAILED',
      ]);
    }
  });
});

describe('the allowlist', () => {
  it('lets in the listed, and nobody else, by link and directly', async () => {
    const code = await owner.invite();
    const [direct, invited] = [new Person(community.url), new Person(community.url)];
    for (const { pubkey } of [direct, invited]) {
      expect(await effect('POST', '/allowlist', { pubkey })).toBe('200 written');
      expect(await effect('POST', '/allowlist', { pubkey })).toBe('200');
    }
    const { body } = await community.by(moderator, 'GET', '/allowlist?limit=2');
    expect(body.entries).toMatchObject([
      { pubkey: invited.pubkey, added_by: moderator.userId },
      { pubkey: direct.pubkey, added_by: moderator.userId },
    ]);
    await inMode('allowlist', async () => {
      await Promise.all([direct.signIn(), invited.signIn()]);
      const stranger = await community.newcomer();
      for (const path of ['/members/join', `/invites/${code}/join`]) {
        const refused = () => stranger.call('POST', path);
        expect(await community.effectOf(refused)).toBe('403 NOT_ALLOWLISTED');
      }
      expect((await direct.call('POST', '/members/join')).body.member).toMatchObject({
        user_id: direct.userId,
        invite_code: null,
        invited_by: null,
      });
      expect((await invited.join(code)).body.member).toMatchObject({
        invite_code: code,
        invited_by: owner.userId,
      });
      // Taken off the list, they stay in; once out, they stay out.
      expect(await effect('DELETE', `/allowlist/${direct.pubkey}`)).toBe('204 written');
      expect(await effect('DELETE', `/allowlist/${direct.pubkey}`)).toBe('404 NOT_FOUND');
      expect((await me(direct)).is_member).toBe(true);
      await community.by(direct, 'DELETE', '/members/me');
      expect(outcomeOf(await direct.call('POST', '/members/join'))).toBe('403 NOT_ALLOWLISTED');
    });
  });
});

describe('the membership mode', () => {
  it('holds for joins from then on; who is in stays', async () => {
    const people = await Promise.all(times(120).map(() => community.newcomer()));
    await community.by(owner, 'PATCH', '/server', { membership_mode: 'open' });
    const before = people.slice(0, 60).map((person) => person.call('POST', '/members/join'));
    const closed = community
      .by(owner, 'PATCH', '/server', { membership_mode: 'closed' })
      .then(() => Promise.all(people.slice(60).map((p) => p.call('POST', '/members/join'))));
    const early = await Promise.all(before);
    const late = await closed;
    expect(new Set(late.map(outcomeOf))).toEqual(new Set(['403 MEMBERSHIP_CLOSED']));
    expect(early.every((a) => ['200', '403 MEMBERSHIP_CLOSED'].includes(outcomeOf(a)))).toBe(true);
    for (const [index, person] of people.entries()) {
      expect((await me(person)).is_member).toBe(early[index]?.status === 200);
    }
    await community.by(owner, 'PATCH', '/server', { membership_mode: 'invite_only' });
    const ids = new Set(people.map(({ userId }) => userId));
    claim((events) => {
      const closing = events.find(
        ({ type, data }) => type === 'ServerSettingsChanged' && data.membership_mode === 'closed',
      );
      const joins = events.filter(
        ({ type, data }) => type === 'MemberJoined' && ids.has(data.user_id),
      );
      expect(joins).toHaveLength(early.filter(({ status }) => status === 200).length);
      expect(joins.every(({ position }) => position < (closing?.position ?? 0))).toBe(true);
    });
  });
});

describe('what follows from a command', () => {
  /** The events of one command are of one append: side by side, under one correlation. */
  function expectOneAppend(
    events: readonly RecordedGatehouseEvent[],
    last: RecordedGatehouseEvent | undefined,
    types: Readonly<Record<string, number>>,
  ): void {
    const together = events.filter(({ correlationId }) => correlationId === last?.correlationId);
    const counts: Record<string, number> = {};
    for (const { type } of together) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toEqual(types);
    const first = together[0]?.position ?? 0;
    expect(together.map(({ position }) => position)).toEqual(
      together.map((_, index) => first + index),
    );
  }

  it('the end of a role: nobody holds it, no invite grants it, in one append', async () => {
    const role = await community.role(30, 'mention_everyone');
    const other = await community.role(31);
    const invites: string[] = [];
    for (const terms of [{}, { max_uses: 5 }, { expires_in_seconds: 3600 }]) {
      invites.push(await owner.invite({ grant_role_id: role.id, ...terms }));
    }
    const paused = await owner.invite({ grant_role_id: role.id });
    await community.by(owner, 'PATCH', `/invites/${paused}`, { paused: true });
    const [kept, revoked] = [
      await owner.invite({ grant_role_id: other.id }),
      await owner.invite({ grant_role_id: role.id }),
    ];
    await community.by(owner, 'DELETE', `/invites/${revoked}`);
    const holders = await concurrently(8, times(50), () =>
      memberBy(community.url, invites[0] ?? ''),
    );
    for (const holder of holders.slice(0, 5)) await community.give(holder, other.id);
    const out = holders[49];
    if (out) await community.by(out, 'DELETE', '/members/me');

    await community.by(owner, 'DELETE', `/roles/${role.id}`);
    expect((await me(holders[0] ?? owner)).roles).toEqual([other.id]);
    expect((await me(holders[10] ?? owner)).roles).toEqual([]);
    for (const code of [...invites, paused]) {
      const { body } = await owner.call('GET', `/invites/${code}/details`);
      expect(body).toMatchObject({ status: 'revoked', revoke_reason: 'role_deleted' });
    }
    expect((await owner.call('GET', `/invites/${kept}/details`)).body.status).toBe('active');
    const { body } = await owner.call('GET', `/invites/${revoked}/details`);
    expect(body).toMatchObject({ status: 'revoked', revoke_reason: null });
    const gone = () => owner.call('DELETE', `/roles/${role.id}`);
    expect(await community.effectOf(gone)).toBe('404 ROLE_NOT_FOUND');
    claim((events) => {
      const end = events.find(
        ({ type, data }) => type === 'RoleDeleted' && data.role_id === role.id,
      );
      expectOneAppend(events, end, { MemberRoleRemoved: 49, InviteRevoked: 4, RoleDeleted: 1 });
      const last = events.findLast(({ correlationId }) => correlationId === end?.correlationId);
      expect(last).toBe(end);
    });
  });

  it.each([
    ['kick', 'MemberKicked', 'creator_kicked'],
    ['ban', 'MemberBanned', 'creator_banned'],
  ] as const)(
    'a %s: the invites that they made are revoked with them',
    async (way, type, cause) => {
      const inviter = await community.member(40, 'manage_invites');
      const open = [await inviter.invite(), await inviter.invite({ max_uses: 3 })];
      const used = await inviter.invite({ max_uses: 1 });
      await memberBy(community.url, used);
      const others = await owner.invite();
      const headers = { 'x-audit-log-reason': 'Enough' };
      expect(await effect('POST', `/members/${inviter.pubkey}/${way}`, {}, headers)).toContain(
        'written',
      );
      for (const code of open) {
        const { body } = await owner.call('GET', `/invites/${code}/details`);
        expect(body).toMatchObject({ status: 'revoked', revoke_reason: cause });
        expect(outcomeOf(await (await community.newcomer()).join(code))).toBe('410 INVITE_REVOKED');
      }
      // Has ended already; and who brings it back lets nobody in by it.
      const joinUsed = async () => outcomeOf(await (await community.newcomer()).join(used));
      expect(await joinUsed()).toBe('410 INVITE_EXHAUSTED');
      const raised = await owner.call('PATCH', `/invites/${used}`, { body: { max_uses: 2 } });
      expect(raised.body.status).toBe('active');
      expect(await joinUsed()).toBe('410 INVITER_GONE');
      expect((await owner.call('GET', `/invites/${others}/details`)).body.status).toBe('active');
      claim((events) => {
        const end = events.find(
          (event) => event.type === type && event.data.user_id === inviter.userId,
        );
        expectOneAppend(events, end, { [type]: 1, InviteRevoked: 2 });
        const caused = events.filter(({ causationId }) => causationId === end?.id);
        expect(caused.map((event) => event.type)).toEqual(['InviteRevoked', 'InviteRevoked']);
      });
    },
  );
});

describe('a kick in a storm of joins', () => {
  const KICKED_WITHIN_MS = 1000;
  const STORM = rounds(120);

  it('closes the sockets of the kicked, stops their invites, and loses no join', async () => {
    const target = await community.member(40, 'manage_invites');
    const theirs = await target.invite();
    const ours = await owner.invite();
    const sockets = [
      await Subscriber.connect(community.url, target),
      await Subscriber.connect(community.url, target),
    ];
    const watcher = await Subscriber.connect(community.url, owner);
    const people = await concurrently(32, times(STORM), () => community.newcomer());

    let kickedAt = Infinity;
    let closedAfter = Infinity;
    let kicking: Promise<void> | undefined;
    const kick = async () => {
      const startedAt = performance.now();
      const closed = Promise.all(sockets.map((socket) => socket.untilClosed()));
      const answer = await moderator.call('POST', `/members/${target.pubkey}/kick`);
      expect(answer.status).toBe(204);
      kickedAt = performance.now();
      await closed;
      closedAfter = performance.now() - startedAt;
    };
    const answers = await concurrently(64, people, async (person, index) => {
      if (index === Math.floor(STORM / 4)) kicking = kick();
      const startedAt = performance.now();
      const mine = index % 6 === 5;
      const answer = await person.join(mine ? theirs : ours);
      return { mine, late: startedAt > kickedAt, outcome: outcomeOf(answer) };
    });
    await kicking;
    expectWithin(KICKED_WITHIN_MS, closedAfter, 'sockets of the kicked closed');

    const through = (mine: boolean) => answers.filter((answer) => answer.mine === mine);
    expect(new Set(through(false).map(({ outcome }) => outcome))).toEqual(new Set(['200']));
    const late = through(true).filter((answer) => answer.late);
    expect(late.filter(({ outcome }) => outcome !== '410 INVITE_REVOKED')).toEqual([]);
    expect(outcomeOf(await (await community.newcomer()).join(theirs))).toBe('410 INVITE_REVOKED');

    const marker = await owner.invite();
    await watcher.until((messages) => messages.some(({ d }) => d.code === marker));
    const kicked = watcher.of('MEMBER_KICK').find(({ d }) => d.user_id === target.userId);
    const position = kicked?.s ?? 0;
    expect(position).toBeGreaterThan(0);
    for (const socket of sockets) {
      expect(socket.positions().length).toBeGreaterThan(0);
      expect(socket.positions().filter((s) => s >= position)).toEqual([]);
    }
    const admitted = (mine: boolean) =>
      through(mine).filter(({ outcome }) => outcome === '200').length;
    for (const [code, count] of [
      [ours, admitted(false)],
      [theirs, admitted(true)],
    ] as const) {
      expect((await owner.call('GET', `/invites/${code}/details`)).body.use_count).toBe(count);
      claim((events) => {
        const uses = events.filter(
          ({ type, data }) => type === 'InviteConsumed' && data.code === code,
        );
        const joins = events.filter(
          ({ type, data }) => type === 'MemberJoined' && data.invite_code === code,
        );
        expect([uses.length, joins.length]).toEqual([count, count]);
        if (code === theirs) expect(uses.every((use) => use.position < position)).toBe(true);
      });
    }
    watcher.close();
  });

  it('a ban closes sockets too, and the gateway takes no such person', async () => {
    const member = await community.member();
    const socket = await Subscriber.connect(community.url, member);
    expect(await effect('POST', `/members/${member.pubkey}/ban`)).toBe('200 written');
    await socket.untilClosed();
    expect(socket.of('MEMBER_BAN')).toEqual([]);
    await expect(Subscriber.connect(community.url, member)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await member.signIn();
    await expect(Subscriber.connect(community.url, member)).rejects.toMatchObject({
      code: 'NOT_A_MEMBER',
    });
  });
});

describe('what is malformed is refused, and nothing is written', () => {
  const VALIDATION = '400 VALIDATION_FAILED';
  const malformedKeys = [
    'x',
    '0OIl'.repeat(10),
    '1'.repeat(32),
    'z'.repeat(44),
    '%F0%9F%8E%88',
    'a'.repeat(500),
    'null',
  ];

  it.each(malformedKeys)('the key %s', async (key) => {
    const member = '404 MEMBER_NOT_FOUND';
    // A path that another one is meant by, or that is too long, never reaches the call.
    const refusals = (refusal: string) => [refusal, '404 NOT_FOUND'];
    expect(refusals(member)).toContain(await effect('POST', `/members/${key}/kick`));
    expect(refusals(VALIDATION)).toContain(await effect('POST', `/members/${key}/ban`));
    expect(refusals(VALIDATION)).toContain(await effect('DELETE', `/bans/${key}`));
    expect(refusals(VALIDATION)).toContain(await effect('DELETE', `/allowlist/${key}`));
    expect(await effect('POST', '/allowlist', { pubkey: decodeURIComponent(key) })).toBe(
      VALIDATION,
    );
    const by = (method: string, path: string) => () => owner.call(method, path);
    for (const method of ['PUT', 'DELETE']) {
      expect(refusals(member)).toContain(
        await community.effectOf(by(method, `/members/${key}/roles/admin`)),
      );
    }
  });

  it.each(['x'.repeat(33), 'no-such-role', '%F0%9F%8E%88', 'a%20b', 'a%2Fb', "'--", '%00'])(
    'the role id %s',
    async (id) => {
      const key = (await community.member()).pubkey;
      for (const [method, path, body] of [
        ['PATCH', `/roles/${id}`, { name: 'R' }],
        ['DELETE', `/roles/${id}`, undefined],
        ['PUT', `/members/${key}/roles/${id}`, undefined],
        ['DELETE', `/members/${key}/roles/${id}`, undefined],
      ] as const) {
        const send = () => owner.call(method, path, { body });
        expect(['404 ROLE_NOT_FOUND', '404 NOT_FOUND', '400 MALFORMED_JSON']).toContain(
          await community.effectOf(send),
        );
      }
    },
  );

  const fields: readonly (readonly [string, readonly unknown[]])[] = [
    ['position', [-1, 0, 1000, 1.5, 2 ** 31, 2 ** 53, 1e308, '5', null, [5], {}, true]],
    [
      'permissions',
      [-1, 1 << 14, 2 ** 31, 2 ** 32, 2 ** 53, 0.5, '1', null, [1], ['administrator'], {}],
    ],
    [
      'color',
      ['', 'red', '#fff', '#gggggg', '#1234567', '123456', 0xffffff, ['#123456'], {}, true],
    ],
    ['name', ['', 'x'.repeat(65), 'a\nb', 'a\0b', '\ud800', 5, null, ['R'], {}]],
    ['is_builtin', [true]],
    ['constructor', [{}]],
  ];

  it.each(fields)('the %s of a role', async (field, values) => {
    const role = await community.role(1);
    for (const value of values) {
      // A lone surrogate stays one in JSON: it is written as an escape.
      const rawBody = JSON.stringify({ name: 'R', [field]: value });
      const send = (method: string, path: string) => () => owner.call(method, path, { rawBody });
      expect([value, await community.effectOf(send('POST', '/roles'))]).toEqual([
        value,
        VALIDATION,
      ]);
      expect([value, await community.effectOf(send('PATCH', `/roles/${role.id}`))]).toEqual([
        value,
        VALIDATION,
      ]);
    }
  });

  const reasons = [
    'x'.repeat(513),
    '🎈'.repeat(513),
    'a\nb',
    'a\0b',
    'a\u202eb',
    5,
    true,
    ['Spam'],
    {},
  ];

  it.each(reasons)('the reason %j', async (reason) => {
    const { pubkey } = await community.member();
    for (const way of ['kick', 'ban']) {
      const path = `/members/${pubkey}/${way}`;
      expect(await effect('POST', path, { reason })).toBe(VALIDATION);
      if (typeof reason !== 'string') continue;
      const headers = { 'x-audit-log-reason': encodeURIComponent(reason) };
      expect(await effect('POST', path, undefined, headers)).toBe(VALIDATION);
    }
  });

  it.each([
    [[]],
    [[{ reason: 'Spam' }]],
    [{ reason: 'Spam', days: 7 }],
    [{ Reason: 'Spam' }],
    ['Spam'],
    [5],
    [null],
  ])('the body %j', async (body) => {
    const { pubkey } = await community.member();
    for (const path of [`/members/${pubkey}/kick`, `/members/${pubkey}/ban`, '/allowlist']) {
      expect(await effect('POST', path, body)).toMatch(/^400 (VALIDATION_FAILED|MALFORMED_JSON)$/);
    }
  });

  it.each([[{}], [{ pubkey: null }], [{ pubkey: 5 }], [{ pubkey: ['x'] }], [{ key: 'x' }]])(
    'the entry %j',
    async (body) => {
      expect(await effect('POST', '/allowlist', body)).toBe(VALIDATION);
    },
  );

  it('the key of the allowlist with a field that there is none of', async () => {
    const { pubkey } = new Person(community.url);
    expect(await effect('POST', '/allowlist', { pubkey, until: 'tomorrow' })).toBe(VALIDATION);
    expect(await effect('POST', '/allowlist', [{ pubkey }])).toMatch(/^400 /);
  });

  it('the permissions of everyone', async () => {
    for (const permissions of [-1, 1 << 14, null, '0']) {
      const send = () => owner.call('PATCH', '/roles/everyone', { body: { permissions } });
      expect(await community.effectOf(send)).toBe(VALIDATION);
    }
    const { permissions } = await me(await community.member());
    expect(permissions).toBe(
      bits('send_messages', 'read_messages', 'attach_files', 'add_reactions'),
    );
  });
});

it('the log says all that was answered', async () => {
  const log = await community.end();
  expect(log.chain.ok).toBe(true);
  expect(log.live).toEqual(log.rebuilt);
  expect(claims.length).toBeGreaterThan(10);
  for (const holds of claims) holds(log);
  expect(findingsIn(log.events)).toEqual([]);
});
