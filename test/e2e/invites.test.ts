import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { call, memberBy, ownerOf, Person, type Answer } from '../support/person.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { until } from '../support/until.js';

const MANAGE_INVITES = 1 << 7;
const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(database.url, {
    GATEHOUSE_PUBLIC_URL: 'https://community.example/',
  });
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const newcomer = () => Person.signedIn(server.url);
const outcome = ({ status, body }: Answer) => `${status} ${body.code}`;
const details = async (code: string) => (await owner.call('GET', `/invites/${code}/details`)).body;
const edit = (code: string, body: object, headers: Record<string, string> = {}) =>
  owner.call('PATCH', `/invites/${code}`, { body, headers });
const role = async (fields: object) => (await owner.call('POST', '/roles', { body: fields })).body;

let inviters = 0;

/** A member who may manage invites, at a position of authority. */
async function inviter(position = 10, permissions = MANAGE_INVITES) {
  const { id } = await role({ name: `Inviter ${++inviters}`, position, permissions });
  return memberBy(server.url, await owner.invite({ grant_role_id: id }));
}

describe('creating', () => {
  it('answers 201 with the invite, its place and its version', async () => {
    const answer = await owner.call('POST', '/invites', {
      body: { max_uses: 5, expires_in_seconds: 60, channel_id: 'lobby', label: 'For Ada' },
    });
    expect(answer.status).toBe(201);
    const { code } = answer.body;
    expect(code).toMatch(/^[0-9A-Za-z]{8}$/);
    expect(answer.headers.location).toBe(`/api/v1/invites/${code}`);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.body).toEqual({
      code,
      invite_link: `https://community.example/invite/${code}`,
      blocked_by: null,
      created_by: owner.userId,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      grant_role_id: null,
      channel_id: 'lobby',
      label: 'For Ada',
      max_uses: 5,
      use_count: 0,
      expires_at: expect.stringMatching(/Z$/),
      status: 'active',
      version: 1,
      last_used_at: null,
      revoked_at: null,
      revoked_by: null,
      revoke_reason: null,
    });
  });

  it('needs no field at all', async () => {
    const { body } = await owner.call('POST', '/invites');
    expect(body).toMatchObject({ max_uses: 0, expires_at: null, label: null, status: 'active' });
  });

  it.each([
    ['max_uses', -1],
    ['max_uses', 100_001],
    ['max_uses', '5'],
    ['max_uses', null],
    ['expires_in_seconds', 0],
    ['expires_in_seconds', 315_360_001],
    ['grant_role_id', 'no role!'],
    ['channel_id', 'x'.repeat(65)],
    ['label', 'x'.repeat(101)],
    ['unknown', 1],
  ])('refuses %s = %j, by name', async (field, value) => {
    const answer = await owner.call('POST', '/invites', { body: { [field]: value } });
    expect(outcome(answer)).toBe('400 VALIDATION_FAILED');
    expect(answer.body.errors.map((error) => error.field)).toEqual([field]);
  });

  it('grants only roles that the creator may hand out', async () => {
    const maker = await inviter(10);
    const below = await role({ name: 'Below', position: 9, permissions: MANAGE_INVITES });
    const equal = await role({ name: 'Equal', position: 10 });
    const stronger = await role({ name: 'Stronger', position: 5, permissions: 1 << 6 });
    const create = (grant_role_id: string) =>
      maker.call('POST', '/invites', { body: { grant_role_id } });
    expect((await create(below.id)).status).toBe(201);
    expect(outcome(await create(equal.id))).toBe('403 ROLE_HIERARCHY');
    const refused = await create(stronger.id);
    expect(outcome(refused)).toBe('403 MISSING_PERMISSION');
    expect(refused.body.detail).toContain('ban_members');
    expect(outcome(await create('admin'))).toBe('403 ROLE_HIERARCHY');
    expect(outcome(await create('everyone'))).toBe('400 ROLE_NOT_GRANTABLE');
    expect(outcome(await create('nosuchrole'))).toBe('400 ROLE_NOT_GRANTABLE');
  });

  it('is for holders of manage_invites', async () => {
    const stranger = await newcomer();
    expect(outcome(await stranger.call('POST', '/invites'))).toBe('403 NOT_A_MEMBER');
    const member = await memberBy(server.url, await owner.invite());
    const refused = await member.call('POST', '/invites');
    expect(outcome(refused)).toBe('403 MISSING_PERMISSION');
    expect(refused.body.detail).toContain('manage_invites');
    expect(outcome(await call(server.url, 'POST', '/api/v1/invites'))).toBe('401 UNAUTHENTICATED');
  });
});

describe('a preview', () => {
  it('shows what one is joining, to anybody, and changes nothing', async () => {
    const { id } = await role({ name: 'Guest', position: 2, color: '#3366ff' });
    const code = await owner.invite({ grant_role_id: id, channel_id: 'lobby' });
    const before = await details(code);
    const answer = await call(server.url, 'GET', `/api/v1/invites/${code}`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      code,
      server_name: 'My Community',
      server_icon: null,
      member_count: (await owner.call('GET', '/server')).body.member_count,
      membership_mode: 'invite_only',
      expires_at: null,
      channel_id: 'lobby',
      grants: { role_name: 'Guest', role_color: '#3366ff' },
    });
    expect(await details(code)).toEqual(before);
  });

  it('is what the link itself answers to a program', async () => {
    const code = await owner.invite();
    const headers = { accept: 'application/json' };
    const behindLink = await call(server.url, 'GET', `/invite/${code}`, { headers });
    const preview = await call(server.url, 'GET', `/api/v1/invites/${code}`);
    expect(behindLink.body).toEqual(preview.body);
    expect(behindLink.headers['cache-control']).toBe('no-store');
    expect(outcome(await call(server.url, 'GET', '/invite/nosuchcode', { headers }))).toBe(
      '404 INVITE_NOT_FOUND',
    );
  });

  it('says what is the matter with an invite that does not work', async () => {
    const paused = await owner.invite();
    await edit(paused, { paused: true });
    const revoked = await owner.invite();
    await owner.call('DELETE', `/invites/${revoked}`);
    const exhausted = await owner.invite({ max_uses: 1 });
    await memberBy(server.url, exhausted);
    const preview = (code: string) => call(server.url, 'GET', `/api/v1/invites/${code}`);
    expect(outcome(await preview(paused))).toBe('409 INVITE_PAUSED');
    expect(outcome(await preview(revoked))).toBe('410 INVITE_REVOKED');
    expect(outcome(await preview(exhausted))).toBe('410 INVITE_EXHAUSTED');
    expect(outcome(await preview('nosuchcode'))).toBe('404 INVITE_NOT_FOUND');
    expect(outcome(await preview(swapCase(paused)))).toBe('404 INVITE_NOT_FOUND');
  });
});

describe('joining', () => {
  it('makes a member, with the role of the invite, and says where to land', async () => {
    const { id } = await role({ name: 'Fresh', position: 3 });
    const code = await owner.invite({ grant_role_id: id, channel_id: 'lobby' });
    const person = await newcomer();
    const { status, body } = await person.join(code);
    expect(status).toBe(200);
    expect(body).toEqual({
      member: {
        user_id: person.userId,
        pubkey: person.pubkey,
        display_name: null,
        roles: [id],
        joined_at: expect.any(String),
        invite_code: code,
        invited_by: owner.userId,
      },
      joined: true,
      channel_id: 'lobby',
    });
    expect(await details(code)).toMatchObject({
      use_count: 1,
      last_used_at: body.member.joined_at,
      redemptions: [{ user_id: person.userId, redeemed_at: body.member.joined_at }],
    });
  });

  it('again changes nothing and spends nothing, whatever became of the invite', async () => {
    const code = await owner.invite({ max_uses: 1 });
    const member = await memberBy(server.url, code);
    const again = await member.join(code);
    expect(again.body).toMatchObject({ joined: false, member: { user_id: member.userId } });
    await owner.call('DELETE', `/invites/${code}`);
    expect((await member.join(code)).status).toBe(200);
    expect((await details(code)).use_count).toBe(1);
  });

  it('as a member spends one use when it grants a role that they lack', async () => {
    const { id } = await role({ name: 'Later', position: 4 });
    const code = await owner.invite({ grant_role_id: id, max_uses: 5 });
    const member = await memberBy(server.url, await owner.invite());
    const [first, second] = [await member.join(code), await member.join(code)];
    expect(first.body).toMatchObject({ joined: false, member: { roles: [id] } });
    expect(second.body).toMatchObject({ joined: false, member: { roles: [id] } });
    expect((await details(code)).use_count).toBe(1);
  });

  it('again after leaving spends another use', async () => {
    const code = await owner.invite({ max_uses: 2 });
    const person = await memberBy(server.url, code);
    expect((await person.call('DELETE', '/members/me')).status).toBe(204);
    expect((await details(code)).use_count).toBe(1);
    expect((await person.join(code)).body.joined).toBe(true);
    await person.call('DELETE', '/members/me');
    expect(outcome(await person.join(code))).toBe('410 INVITE_EXHAUSTED');
  });

  it('is refused from the moment of the expiry on', async () => {
    const code = await owner.invite({ expires_in_seconds: 1 });
    const person = await newcomer();
    const { expires_at } = await details(code);
    await isPast(expires_at ?? '');
    const refused = await person.join(code);
    expect(outcome(refused)).toBe('410 INVITE_EXPIRED');
    expect(refused.body.detail).toBe(`This invite expired on ${expires_at ?? ''}.`);
    expect((await details(code)).status).toBe('expired');
  });

  it('needs an inviter who may still invite', async () => {
    const maker = await inviter(20);
    const code = await maker.invite();
    expect((await (await newcomer()).join(code)).status).toBe(200);
    const { roles } = (await maker.call('GET', '/auth/me')).body;
    await owner.call('DELETE', `/members/${maker.pubkey}/roles/${roles[0] ?? ''}`);
    const person = await newcomer();
    expect(outcome(await person.join(code))).toBe('410 INVITER_GONE');
    expect(outcome(await person.call('GET', `/invites/${code}`))).toBe('410 INVITER_GONE');
    expect((await details(code)).use_count).toBe(1);
  });

  it('needs a session', async () => {
    const code = await owner.invite();
    const answer = await call(server.url, 'POST', `/api/v1/invites/${code}/join`);
    expect(outcome(answer)).toBe('401 UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('editing', () => {
  it('changes terms, and raises the version', async () => {
    const code = await owner.invite({ max_uses: 1, expires_in_seconds: 60 });
    const answer = await edit(code, { max_uses: 3, expires_in_seconds: null, label: 'new' });
    expect(answer.headers.etag).toBe('"2"');
    expect(answer.body).toMatchObject({ max_uses: 3, expires_at: null, label: 'new', version: 2 });
    const same = await edit(code, { max_uses: 3, label: 'new' });
    expect(same.body.version).toBe(2);
    expect((await edit(code, {})).body.version).toBe(2);
  });

  it('honours If-Match', async () => {
    const code = await owner.invite();
    const stale = await edit(code, { label: 'a' }, { 'if-match': '"7"' });
    expect(outcome(stale)).toBe('412 VERSION_MISMATCH');
    expect(outcome(await edit(code, { label: 'a' }, { 'if-match': 'junk' }))).toBe(
      '400 VALIDATION_FAILED',
    );
    expect((await edit(code, { label: 'a' }, { 'if-match': '"1"' })).status).toBe(200);
    expect((await edit(code, { label: 'b' }, { 'if-match': '*' })).status).toBe(200);
    const raced = await Promise.all(
      times(20).map((index) => edit(code, { label: `${index}` }, { 'if-match': '"3"' })),
    );
    expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('pauses and resumes', async () => {
    const code = await owner.invite();
    expect((await edit(code, { paused: true })).body.status).toBe('paused');
    const person = await newcomer();
    expect(outcome(await person.join(code))).toBe('409 INVITE_PAUSED');
    expect((await edit(code, { paused: false })).body.status).toBe('active');
    expect((await person.join(code)).status).toBe(200);
  });

  it('brings an exhausted invite back by a higher limit', async () => {
    const code = await owner.invite({ max_uses: 1 });
    await memberBy(server.url, code);
    expect((await edit(code, { max_uses: 2 })).body.status).toBe('active');
    await memberBy(server.url, code);
    expect((await details(code)).status).toBe('exhausted');
  });

  it('cannot undo a revocation', async () => {
    const code = await owner.invite();
    await owner.call('DELETE', `/invites/${code}`);
    expect(outcome(await edit(code, { label: 'x' }))).toBe('410 INVITE_REVOKED');
  });
});

describe('revoking', () => {
  it('is for good, keeps the invite readable, and answers 204 again', async () => {
    const code = await owner.invite();
    const revoke = () =>
      owner.call('DELETE', `/invites/${code}`, {
        headers: { 'x-audit-log-reason': encodeURIComponent('zu viele Gäste') },
      });
    expect((await revoke()).status).toBe(204);
    const first = await details(code);
    expect(first).toMatchObject({
      status: 'revoked',
      revoked_by: owner.userId,
      revoke_reason: 'zu viele Gäste',
    });
    expect((await revoke()).status).toBe(204);
    expect(await details(code)).toEqual(first);
    expect(outcome(await (await newcomer()).join(code))).toBe('410 INVITE_REVOKED');
    expect(outcome(await owner.call('DELETE', '/invites/nosuchcode'))).toBe('404 INVITE_NOT_FOUND');
  });
});

describe('listing', () => {
  let manager: Person;
  beforeEach(async () => {
    manager = await inviter(30);
  });
  const list = (query: string) =>
    owner.call('GET', `/invites?created_by=${manager.userId}${query}`);
  const codesIn = ({ body }: Answer) => body.invites.map(({ code }) => code);

  it('is by status, the newest first', async () => {
    const active = await manager.invite();
    const paused = await manager.invite();
    await edit(paused, { paused: true });
    const revoked = await manager.invite();
    await owner.call('DELETE', `/invites/${revoked}`);
    const exhausted = await manager.invite({ max_uses: 1 });
    await memberBy(server.url, exhausted);
    const newest = await manager.invite();
    expect(codesIn(await list(''))).toEqual([newest, active]);
    expect(codesIn(await list('&status=active'))).toEqual([newest, active]);
    expect(codesIn(await list('&status=paused'))).toEqual([paused]);
    expect(codesIn(await list('&status=revoked'))).toEqual([revoked]);
    expect(codesIn(await list('&status=exhausted'))).toEqual([exhausted]);
    expect(codesIn(await list('&status=expired'))).toEqual([]);
    expect(codesIn(await list('&status=all'))).toEqual([
      newest,
      exhausted,
      revoked,
      paused,
      active,
    ]);
  });

  it('says how many there are of each status, and nobody else’s business', async () => {
    const counts = async (): Promise<Record<string, number>> =>
      Object.fromEntries(Object.entries((await manager.call('GET', '/invites/counts')).body));
    const before = await counts();
    const paused = await manager.invite();
    await edit(paused, { paused: true });
    await owner.call('DELETE', `/invites/${await manager.invite()}`);
    await memberBy(server.url, await manager.invite({ max_uses: 1 }));
    await manager.invite({ expires_in_seconds: 3600 });
    await manager.invite({ expires_in_seconds: 1 });
    const one = (status: string) => (before[status] ?? NaN) + 1;
    await until('one has expired', async () => Number((await counts()).expired) >= one('expired'));
    // What others have made may end meanwhile.
    const { active, expired, ...ended } = await counts();
    expect({ active: Number(active) + Number(expired), ...ended }).toEqual({
      active: one('active') + one('expired'),
      paused: one('paused'),
      exhausted: one('exhausted'),
      revoked: one('revoked'),
    });
    // The link that the owner came in by is counted as little as it is listed.
    const all = await owner.call('GET', '/invites?status=all&limit=100');
    expect(all.body.next_cursor).toBeNull();
    const total = Object.values(await counts()).reduce((sum, each) => sum + each, 0);
    expect(total).toBe(all.body.invites.length);
    const member = await memberBy(server.url, await owner.invite());
    expect(outcome(await member.call('GET', '/invites/counts'))).toBe('403 MISSING_PERMISSION');
  });

  it('pages to the end, each invite once, while others are created', async () => {
    const codes: string[] = [];
    for (const _ of times(7)) codes.unshift(await manager.invite());
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await list(`&limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...codesIn(page));
      cursor = page.body.next_cursor;
      await manager.invite();
    }
    expect(seen).toEqual(codes);
  });

  it('pages through the redemptions of one invite', async () => {
    const code = await manager.invite();
    const people: string[] = [];
    for (const _ of times(5)) people.unshift((await memberBy(server.url, code)).userId);
    const first = await owner.call('GET', `/invites/${code}/details?limit=3`);
    const second = await owner.call(
      'GET',
      `/invites/${code}/details?limit=3&cursor=${first.body.next_cursor ?? ''}`,
    );
    const seen = [...first.body.redemptions, ...second.body.redemptions];
    expect(seen.map(({ user_id }) => user_id)).toEqual(people);
    expect(second.body.next_cursor).toBeNull();
  });
});

describe('an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'key-1' };

  it('gives the first answer again, refusals too', async () => {
    const code = await owner.invite();
    await edit(code, { paused: true });
    const person = await newcomer();
    expect(outcome(await person.join(code, { headers }))).toBe('409 INVITE_PAUSED');
    await edit(code, { paused: false });
    expect(outcome(await person.join(code, { headers }))).toBe('409 INVITE_PAUSED');
    expect((await person.join(code)).status).toBe(200);
  });

  it('gives a refusal again with all that it said', async () => {
    const code = await owner.invite({ max_uses: 1 });
    await (await newcomer()).join(code);
    const late = await newcomer();
    const first = await late.join(code, { headers });
    expect(first.body).toMatchObject({ code: 'INVITE_EXHAUSTED', max_uses: 1 });
    const { body: again } = await late.join(code, { headers });
    expect(again).toMatchObject({ code: 'INVITE_EXHAUSTED', max_uses: 1 });
    expect(again.detail).toBe(first.body.detail);
  });

  it('is refused for another body, another invite, and is nobody else’s', async () => {
    const make = (person: Person, label: string) =>
      person.call('POST', '/invites', { body: { label }, headers });
    const first = await make(owner, 'one');
    expect(outcome(await make(owner, 'two'))).toBe('409 CONFLICT');
    const other = await inviter(40);
    const theirs = await make(other, 'two');
    expect(theirs.status).toBe(201);
    expect(theirs.body.code).not.toBe(first.body.code);
    const [one, two] = [await owner.invite(), await owner.invite()];
    const person = await newcomer();
    const keyed = { headers: { 'idempotency-key': 'key-2' } };
    expect((await person.join(one, keyed)).status).toBe(200);
    expect(outcome(await person.join(two, keyed))).toBe('409 CONFLICT');
  });

  it('survives a restart', async () => {
    const other = await newDatabase();
    let running = await startGatehouse(other.url);
    const somebody = await ownerOf(running);
    const make = () => somebody.call('POST', '/invites', { headers });
    const first = await make();
    await running.kill();
    running = await startGatehouse(other.url);
    somebody.url = running.url;
    const again = await make();
    expect([again.status, again.body.code]).toEqual([201, first.body.code]);
    expect(again.headers.location).toBe(first.headers.location);
    await running.stop();
    await other.drop();
  });
});

describe('expiry', () => {
  it('that came while nobody was running is recorded at the next start', async () => {
    const other = await newDatabase();
    let running = await startGatehouse(other.url);
    const somebody = await ownerOf(running);
    const code = await somebody.invite({ expires_in_seconds: 1 });
    const { body: invite } = await somebody.call('GET', `/invites/${code}/details`);
    await running.stop();
    await isPast(invite.expires_at ?? '');
    running = await startGatehouse(other.url);
    somebody.url = running.url;
    await until('the expiry is recorded', async () => {
      const { body } = await somebody.call('GET', `/invites/${code}/details`);
      expect(body.status).toBe('expired');
      return body.version === 2;
    });
    await running.stop();
    await other.drop();
  });
});

/** Resolves when a time has come. */
async function isPast(time: string): Promise<void> {
  await until('the time has come', () => new Date().toISOString() >= time);
}

function swapCase(text: string): string {
  return [...text]
    .map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    .join('');
}
