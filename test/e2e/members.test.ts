import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bs58 from 'bs58';
import { times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { call, memberBy, ownerOf, Person, type Answer } from '../support/person.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';

const MANAGE_ROLES = 1 << 4;
const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const outcome = ({ status, body }: Answer) => `${status} ${body.code}`;
const setMode = (membership_mode: string) =>
  owner.call('PATCH', '/server', { body: { membership_mode } });
const newcomer = () => Person.signedIn(server.url);

describe('the membership mode', () => {
  const cases = [
    { mode: 'open', direct: '200', invited: '200' },
    { mode: 'invite_only', direct: '403 INVITE_REQUIRED', invited: '200' },
    { mode: 'allowlist', direct: '403 NOT_ALLOWLISTED', invited: '403 NOT_ALLOWLISTED' },
    { mode: 'closed', direct: '403 MEMBERSHIP_CLOSED', invited: '403 MEMBERSHIP_CLOSED' },
  ];

  it.each(cases)('$mode: direct $direct, by invite $invited', async ({ mode, direct, invited }) => {
    const code = await owner.invite();
    const [first, second] = [await newcomer(), await newcomer()];
    await setMode(mode);
    const answers = [await first.call('POST', '/members/join'), await second.join(code)];
    await setMode('invite_only');
    expect(answers.map((answer) => (answer.status === 200 ? '200' : outcome(answer)))).toEqual([
      direct,
      invited,
    ]);
    expect((await owner.call('GET', `/invites/${code}/details`)).body.use_count).toBe(
      invited === '200' ? 1 : 0,
    );
  });

  it('closed keeps new keys out, and lets those who are known sign in', async () => {
    const known = await newcomer();
    await setMode('closed');
    await expect(newcomer()).rejects.toThrow('MEMBERSHIP_CLOSED');
    await expect(known.signIn()).resolves.toBeDefined();
    await setMode('invite_only');
  });

  it('leaves members in, whatever it becomes', async () => {
    const member = await memberBy(server.url, await owner.invite());
    await setMode('closed');
    expect((await member.call('GET', '/members')).status).toBe(200);
    expect((await member.call('POST', '/members/join')).body.joined).toBe(false);
    await setMode('invite_only');
  });
});

describe('members', () => {
  it('are listed in the order in which they joined, page by page', async () => {
    const code = await owner.invite();
    const joined: string[] = [];
    for (const _ of times(5)) joined.push((await memberBy(server.url, code)).userId);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await owner.call(
        'GET',
        `/members?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.members.map(({ user_id }) => user_id));
      cursor = page.body.next_cursor;
    }
    expect(seen[0]).toBe(owner.userId);
    expect(seen.slice(-5)).toEqual(joined);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('are shown with how they came in to those who manage invites, and to themselves', async () => {
    const code = await owner.invite();
    const [member, other] = [await memberBy(server.url, code), await memberBy(server.url, code)];
    const seenBy = async (viewer: Person) =>
      (await viewer.call('GET', `/members/${member.pubkey}`)).body.invite_code;
    expect([await seenBy(owner), await seenBy(member), await seenBy(other)]).toEqual([
      code,
      code,
      null,
    ]);
    const list = await other.call('GET', '/members?limit=100');
    expect(list.body.members.filter(({ invite_code }) => invite_code !== null)).toEqual([
      expect.objectContaining({ user_id: other.userId }),
    ]);
  });

  it('are found by key or by user id', async () => {
    const member = await memberBy(server.url, await owner.invite());
    for (const name of [member.pubkey, member.userId]) {
      const { status, body } = await owner.call('GET', `/members/${name}`);
      expect([status, body.user_id]).toEqual([200, member.userId]);
    }
    expect(outcome(await owner.call('GET', `/members/${'0'.repeat(32)}`))).toBe(
      '404 MEMBER_NOT_FOUND',
    );
  });

  it('are seen by members only', async () => {
    const stranger = await newcomer();
    expect(outcome(await stranger.call('GET', '/members'))).toBe('403 NOT_A_MEMBER');
    expect(outcome(await owner.call('GET', `/members/${stranger.pubkey}`))).toBe(
      '404 MEMBER_NOT_FOUND',
    );
    expect(outcome(await owner.call('GET', '/members/not-a-key'))).toBe('404 MEMBER_NOT_FOUND');
  });

  it('are counted as they come and go', async () => {
    const count = async () => (await call(server.url, 'GET', '/api/v1/server')).body.member_count;
    const before = await count();
    const member = await memberBy(server.url, await owner.invite());
    expect(await count()).toBe(before + 1);
    expect((await member.call('DELETE', '/members/me')).status).toBe(204);
    expect(await count()).toBe(before);
    expect(outcome(await member.call('DELETE', '/members/me'))).toBe('403 NOT_A_MEMBER');
    expect(outcome(await owner.call('DELETE', '/members/me'))).toBe('409 OWNER_CANNOT_LEAVE');
  });
});

describe('searching members', () => {
  const named = async (name: string, code: string) => {
    const person = await memberBy(server.url, code);
    await person.call('PATCH', '/auth/me', { body: { display_name: name } });
    return person;
  };
  const ids = ({ body }: Answer) => body.members.map(({ user_id }) => user_id);
  const found = async (query: Record<string, string>, by = owner) =>
    ids(await by.call('GET', `/members?${new URLSearchParams(query).toString()}`));
  let code: string;
  let anna: Person;
  let ann: Person;
  let oezlem: Person;

  beforeAll(async () => {
    code = await owner.invite();
    anna = await named('Xanna', code);
    ann = await named('xANN %', code);
    oezlem = await named('Özlem', await owner.invite());
  });

  it('finds how a name begins, in upper or lower case, and as it stands', async () => {
    for (const [q, expected] of [
      ['xann', [ann, anna]],
      ['XANNA', [anna]],
      ['xann %', [ann]],
      ['%', []],
      ['anna', []],
      ['öZ', [oezlem]],
      ['o\u0308z', [oezlem]],
    ] as const) {
      expect([q, await found({ q })]).toEqual([q, expected.map(({ userId }) => userId)]);
    }
  });

  it('finds keys and user ids by how they begin', async () => {
    const { pubkey, userId } = anna;
    for (const q of [pubkey, pubkey.slice(0, 9), userId, userId.slice(0, 9).toUpperCase()]) {
      expect(await found({ q })).toEqual([userId]);
    }
  });

  it('finds a name as it is now, and nobody who left', async () => {
    const person = await named('Xbefore', await owner.invite());
    await person.call('PATCH', '/auth/me', { body: { display_name: 'Xafter' } });
    expect([await found({ q: 'xbefore' }), await found({ q: 'xafter' })]).toEqual([
      [],
      [person.userId],
    ]);
    await person.call('DELETE', '/members/me');
    expect(await found({ q: 'xafter' })).toEqual([]);
    await person.join(await owner.invite());
    expect(await found({ q: 'xafter' })).toEqual([person.userId]);
  });

  it('finds the holders of a role, whom an invite let in, whom somebody brought, and when', async () => {
    const { body: role } = await owner.call('POST', '/roles', {
      body: { name: 'Searched for', permissions: 1 << 7, position: 1 },
    });
    await owner.call('PUT', `/members/${anna.pubkey}/roles/${role.id}`);
    const theirs = await named('Xguest', await anna.invite());
    expect(await found({ role: role.id })).toEqual([anna.userId]);
    expect((await found({ role: 'everyone', limit: '1' }))[0]).toBe(owner.userId);
    expect(await found({ invite: code })).toEqual([anna.userId, ann.userId]);
    expect(await found({ invite: code, q: 'xanna' })).toEqual([anna.userId]);
    expect(await found({ invited_by: anna.pubkey })).toEqual([theirs.userId]);
    expect(await found({ invited_by: anna.userId, role: role.id })).toEqual([]);
    const { joined_at: at } = (await owner.call('GET', `/members/${theirs.pubkey}`)).body;
    expect(await found({ joined_from: at })).toEqual([theirs.userId]);
    expect(await found({ joined_from: at, joined_to: at, q: 'xg' })).toEqual([theirs.userId]);
    expect(await found({ role: role.id, joined_from: at })).toEqual([]);
    expect(await found({ joined_to: '2020-01-01T00:00:00Z' })).toEqual([]);
    await owner.call('DELETE', `/members/${anna.pubkey}/roles/${role.id}`);
    expect(await found({ role: role.id })).toEqual([]);
  });

  it('tells how somebody came in to those only who are shown it', async () => {
    for (const query of [`invite=${code}`, `invited_by=${owner.userId}`]) {
      const answer = await ann.call('GET', `/members?${query}`);
      expect(outcome(answer)).toBe('403 MISSING_PERMISSION');
    }
    expect(await found({ q: 'xann' }, ann)).toEqual([ann.userId, anna.userId]);
  });

  it('is paged through without a gap, whatever is filtered by; a cursor of another order is refused', async () => {
    const all = await found({ limit: '100' });
    const { body: role } = await owner.call('POST', '/roles', {
      body: { name: 'Paged through', permissions: 0, position: 1 },
    });
    const holders = [anna, ann, oezlem];
    for (const { pubkey } of holders) {
      await owner.call('PUT', `/members/${pubkey}/roles/${role.id}`);
    }
    const pagedThrough = async (query: Record<string, string>) => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const search = { ...query, limit: '1', ...(cursor !== undefined && { cursor }) };
        const answer = await owner.call(
          'GET',
          `/members?${new URLSearchParams(search).toString()}`,
        );
        seen.push(...ids(answer));
        cursor = answer.body.next_cursor;
      }
      return seen;
    };
    expect(await pagedThrough({ invited_by: owner.userId })).toEqual(
      await found({ invited_by: owner.userId, limit: '100' }),
    );
    expect(await pagedThrough({ q: 'x' })).toEqual(await found({ q: 'x' }));
    expect(await pagedThrough({ role: role.id })).toEqual(holders.map(({ userId }) => userId));
    expect(await pagedThrough({ joined_from: '2020-01-01T00:00:00Z' })).toEqual(all);
    const { next_cursor: cursor } = (await owner.call('GET', '/members?q=x&limit=1')).body;
    const answer = await owner.call('GET', `/members?cursor=${String(cursor)}`);
    expect(outcome(answer)).toBe('400 VALIDATION_FAILED');
  });

  it.each([
    'q=',
    `q=${'x'.repeat(101)}`,
    'role=no-role',
    'invite=short',
    'invited_by=nobody',
    'joined_from=yesterday',
    'joined_to=2026-02-30T00:00:00Z',
    'cursor=0',
    'q=a&cursor=5',
    'other=1',
  ])('refuses %s', async (query) => {
    expect(outcome(await owner.call('GET', `/members?${query}`))).toBe('400 VALIDATION_FAILED');
  });
});

describe('identity', () => {
  it('says who one is, and takes a display name', async () => {
    const person = await newcomer();
    expect((await person.call('GET', '/auth/me')).body).toEqual({
      user_id: person.userId,
      pubkey: person.pubkey,
      display_name: null,
      is_member: false,
      roles: [],
      permissions: 0,
      permission_names: [],
    });
    await person.join(await owner.invite());
    const renamed = await person.call('PATCH', '/auth/me', { body: { display_name: 'Ada 🎈' } });
    expect(renamed.body).toMatchObject({
      display_name: 'Ada 🎈',
      is_member: true,
      permission_names: ['send_messages', 'read_messages', 'attach_files', 'add_reactions'],
    });
    expect((await owner.call('GET', `/members/${person.pubkey}`)).body.display_name).toBe('Ada 🎈');
    await person.call('PATCH', '/auth/me', { body: { display_name: null } });
    expect((await person.call('GET', '/auth/me')).body.display_name).toBeNull();
  });

  it('counts 64 characters, not code units, of a display name', async () => {
    const rename = (display_name: string) =>
      owner.call('PATCH', '/auth/me', { body: { display_name } });
    expect((await rename('🎈'.repeat(64))).status).toBe(200);
    expect(outcome(await rename('🎈'.repeat(65)))).toBe('400 VALIDATION_FAILED');
  });

  it('has a user id that nobody can work out who knows the key', async () => {
    const { userId, pubkey } = await newcomer();
    const key = bs58.decode(pubkey);
    const plain = createHash('sha256').update('gatehouse:user:').update(key).digest('hex');
    expect(userId).toMatch(/^[0-9a-f]{32}$/);
    expect(plain).not.toContain(userId);
  });

  it('keeps the same user id for the same key, with several sessions', async () => {
    const person = await newcomer();
    const { userId, token } = person;
    await person.signIn();
    expect(person.userId).toBe(userId);
    expect(person.token).not.toBe(token);
    expect((await person.call('GET', '/auth/me', { token })).status).toBe(200);
    expect((await person.call('DELETE', '/auth/session')).status).toBe(204);
    expect(outcome(await person.call('GET', '/auth/me'))).toBe('401 UNAUTHENTICATED');
    expect((await person.call('GET', '/auth/me', { token })).status).toBe(200);
  });
});

describe('roles', () => {
  const create = (person: Person, fields: object) =>
    person.call('POST', '/roles', { body: fields });

  it('begin with everyone and admin, the highest first', async () => {
    const stranger = await newcomer();
    const { body } = await stranger.call('GET', '/roles');
    const roles = (body as unknown as { roles: { id: string; is_builtin: boolean }[] }).roles;
    expect(roles[0]).toMatchObject({ id: 'admin', is_builtin: true });
    expect(roles.at(-1)).toMatchObject({ id: 'everyone', is_builtin: true, position: 0 });
  });

  it('are created below one’s own highest, with permissions that one holds', async () => {
    const { body } = await create(owner, {
      name: 'Warden',
      position: 50,
      permissions: MANAGE_ROLES | 1,
      color: '#00ff00',
    });
    expect(body).toMatchObject({
      name: 'Warden',
      position: 50,
      color: '#00ff00',
      is_builtin: false,
    });
    const warden = await memberBy(server.url, await owner.invite({ grant_role_id: body.id }));
    expect((await create(warden, { name: 'Low', position: 49, permissions: 1 })).status).toBe(201);
    expect(outcome(await create(warden, { name: 'Same', position: 50 }))).toBe(
      '403 ROLE_HIERARCHY',
    );
    const refused = await create(warden, { name: 'Strong', permissions: 1 << 13 });
    expect(outcome(refused)).toBe('403 MISSING_PERMISSION');
    expect(refused.body.detail).toContain('administrator');
    const member = await memberBy(server.url, await owner.invite());
    expect(outcome(await create(member, { name: 'Mine' }))).toBe('403 MISSING_PERMISSION');
  });

  it.each([
    ['position', 0],
    ['position', 1000],
    ['permissions', 1 << 14],
    ['permissions', -1],
    ['color', 'red'],
    ['name', ''],
  ])('refuse %s = %j', async (field, value) => {
    const answer = await create(owner, { name: 'Role', [field]: value });
    expect(answer.body.errors.map((error) => error.field)).toEqual([field]);
  });
});

describe('the server', () => {
  it('changes for holders of manage_server', async () => {
    const member = await memberBy(server.url, await owner.invite());
    const refused = await member.call('PATCH', '/server', { body: { name: 'Mine' } });
    expect(outcome(refused)).toBe('403 MISSING_PERMISSION');
    const icon = 'https://community.example/icon.png';
    const changed = await owner.call('PATCH', '/server', { body: { name: 'Ours', icon } });
    expect(changed.body).toMatchObject({ name: 'Ours', icon, membership_mode: 'invite_only' });
    const shown = await call(server.url, 'GET', '/api/v1/server');
    expect(shown.body).toEqual(changed.body);
    const bad = await owner.call('PATCH', '/server', { body: { icon: 'javascript:alert(1)' } });
    expect(outcome(bad)).toBe('400 VALIDATION_FAILED');
  });
});
