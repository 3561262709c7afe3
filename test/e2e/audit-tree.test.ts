import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bits, Community } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { memberBy, type Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';

const PEOPLE = 25;
const STEPS = 300;

interface NodeJson {
  readonly depth: number;
  readonly position: number;
  readonly user_id: string;
  readonly invite_code: string | null;
  readonly invited_by: string | null;
  readonly invited: number;
  readonly left_as: string | null;
}

interface TreeJson {
  readonly nodes: readonly NodeJson[];
  readonly next_cursor: string | null;
}

/** A stay, as reading the whole log from its beginning finds it. */
interface Stay {
  readonly position: number;
  readonly user: string;
  readonly code: string | null;
  readonly children: Stay[];
  readonly parent: Stay | undefined;
  left: string | null;
}

let community: Community;
let owner: Person;
let auditor: Person;
let people: readonly Person[];
let stays: readonly Stay[];

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  ({ owner } = community);
  auditor = await community.member(10, 'view_audit_log');
  const permissions = bits('manage_invites');
  await community.by(owner, 'PATCH', '/roles/everyone', { permissions });
  const way = await owner.invite();
  people = await Promise.all(times(PEOPLE).map(() => memberBy(community.url, way)));
  await comeBackBelow();
  await run();
  stays = await readStays();
});
afterAll(() => community.close());

/** Somebody brings somebody, leaves, and is brought by them. */
async function comeBackBelow(): Promise<void> {
  const [first = owner, second = owner] = people;
  await community.by(second, 'DELETE', '/members/me');
  await second.join(await first.invite());
  await community.by(first, 'DELETE', '/members/me');
  await first.join(await second.invite());
}

/** People invite each other, leave, are kicked and banned, and come in again through others. */
async function run(): Promise<void> {
  const codes = [await owner.invite()];
  const steps = fc.sample(
    fc.record({
      who: fc.nat(PEOPLE - 1),
      which: fc.nat(),
      what: fc.constantFrom('invite', 'invite', 'leave', 'join', 'join', 'join', 'kick', 'ban'),
    }),
    STEPS,
  );
  for (const { who, which, what } of steps) {
    const person = people[who] ?? owner;
    if (what === 'invite') {
      const { status, body } = await person.call('POST', '/invites', { body: {} });
      if (status === 201) codes.push(body.code);
    }
    if (what === 'leave') await person.call('DELETE', '/members/me');
    if (what === 'join')
      await person.join(codes.at(-1 - (which % Math.min(8, codes.length))) ?? '');
    if (what === 'kick') await owner.call('POST', `/members/${person.pubkey}/kick`);
    if (what === 'ban') {
      await owner.call('POST', `/members/${person.pubkey}/ban`);
      await owner.call('DELETE', `/bans/${person.pubkey}`);
      await person.signIn();
    }
  }
}

async function readStays(): Promise<readonly Stay[]> {
  const { body } = await owner.call('GET', '/audit/events?limit=1000');
  const { events } = body as unknown as {
    events: {
      position: number;
      type: string;
      data: { user_id: string; invite_code: string | null; invited_by: string | null };
    }[];
  };
  expect(events.length).toBeLessThan(1000);
  const last = new Map<string, Stay>();
  const all: Stay[] = [];
  for (const { position, type, data } of events) {
    const stay = last.get(data.user_id);
    if (stay?.left === null && type === 'MemberLeft') stay.left = 'left';
    if (stay?.left === null && type === 'MemberKicked') stay.left = 'kicked';
    if (stay?.left === null && type === 'MemberBanned') stay.left = 'banned';
    if (type !== 'MemberJoined') continue;
    const parent = data.invited_by === null ? undefined : last.get(data.invited_by);
    const { user_id: user, invite_code: code } = data;
    const joined: Stay = { position, user, code, children: [], parent, left: null };
    parent?.children.push(joined);
    last.set(user, joined);
    all.push(joined);
  }
  return all;
}

type Expected = readonly (readonly [position: number, depth: number, left: string | null])[];

function down(stay: Stay, depth: number, deepest = Infinity): Expected {
  if (depth > deepest) return [];
  const below = stay.children.flatMap((child) => down(child, depth + 1, deepest));
  return [[stay.position, depth, stay.left], ...below];
}

function up(stay: Stay | undefined, depth = 0): Expected {
  if (!stay) return [];
  return [[stay.position, depth, stay.left], ...up(stay.parent, depth + 1)];
}

/** All pages of a tree. */
async function tree(path: string, query: string, person = owner): Promise<readonly NodeJson[]> {
  const nodes: NodeJson[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = await person.call('GET', `/audit/${path}/tree?${query}${after}`);
    expect(answer.status).toBe(200);
    const page = answer.body as unknown as TreeJson;
    nodes.push(...page.nodes);
    cursor = page.next_cursor;
  }
  return nodes;
}

const places = (nodes: readonly NodeJson[]): Expected =>
  nodes.map(({ position, depth, left_as }) => [position, depth, left_as]);

describe('who brought whom', () => {
  it('has people who left and came back below those whom they had brought', () => {
    const hasBelow = (stay: Stay | undefined, user: string): boolean =>
      stay !== undefined && (stay.user === user || hasBelow(stay.parent, user));
    expect(stays.some(({ parent, user }) => hasBelow(parent, user))).toBe(true);
  });

  it('goes down from everybody to all below them, in pages of any size', async () => {
    for (const { userId } of [owner, ...people]) {
      const expected = stays.filter(({ user }) => user === userId).flatMap((stay) => down(stay, 0));
      for (const limit of [1, 3, 1000]) {
        const found = await tree(`members/${userId}`, `limit=${limit}`);
        expect(places(found)).toEqual(expected);
      }
    }
    const whole = await tree(`members/${owner.pubkey}`, 'direction=down');
    // Everybody but who came in before the invites is below the owner, who came in by no invite.
    expect(whole).toHaveLength(stays.length);
  });

  it('stops at a depth', async () => {
    const root = stays.filter(({ user }) => user === owner.userId);
    for (const depth of [0, 1, 2]) {
      const expected = root.flatMap((stay) => down(stay, 0, depth));
      expect(places(await tree(`members/${owner.userId}`, `depth=${depth}&limit=4`))).toEqual(
        expected,
      );
    }
  });

  it('goes up from everybody to the owner', async () => {
    for (const { userId } of people) {
      const last = stays.filter(({ user }) => user === userId).at(-1);
      const found = await tree(`members/${userId}`, 'direction=up&limit=2');
      expect(places(found)).toEqual(up(last));
      expect(found.at(-1)?.user_id).toBe(owner.userId);
      expect(places(await tree(`members/${userId}`, 'direction=up&depth=1'))).toEqual(
        up(last).slice(0, 2),
      );
    }
  });

  it('counts whom each brought', async () => {
    const found = await tree(`members/${owner.userId}`, 'limit=1000');
    for (const { position, invited } of found) {
      const stay = stays.find((one) => one.position === position);
      expect([position, invited]).toEqual([position, stay?.children.length]);
    }
  });

  it('begins at an invite, too, and hides its code from whoever may not see it', async () => {
    const codes = [...new Set(stays.map(({ code }) => code))].filter((code) => code !== null);
    for (const code of codes) {
      const by = stays.filter((stay) => stay.code === code);
      const found = await tree(`invites/${code}`, 'limit=3');
      expect(places(found)).toEqual(by.flatMap((stay) => down(stay, 1)));
      const made = (await owner.call('GET', `/audit/invites/${code}`)).body as unknown as {
        state: { created_by: string | null };
        events: readonly { position: number }[];
      };
      const maker = stays.filter(
        ({ user, position }) =>
          user === made.state.created_by && position < (made.events[0]?.position ?? 0),
      );
      expect(places(await tree(`invites/${code}`, 'direction=up'))).toEqual(up(maker.at(-1)));
    }
    const { body } = await owner.call('GET', '/invites?limit=100');
    const seen = JSON.stringify(await tree(`members/${owner.pubkey}`, 'limit=100', auditor));
    // Everybody manages invites here, until nobody does.
    expect(body.invites.some(({ code }) => seen.includes(code))).toBe(true);
    await community.by(owner, 'PATCH', '/roles/everyone', { permissions: 0 });
    const masked = JSON.stringify(await tree(`members/${owner.pubkey}`, 'limit=100', auditor));
    expect(body.invites.filter(({ code }) => masked.includes(code))).toEqual([]);
  });

  it('is empty below whoever was never in, and not there for keys never seen', async () => {
    const newcomer = await community.newcomer();
    expect(await tree(`members/${newcomer.pubkey}`, 'direction=up')).toEqual([]);
    expect(await tree(`members/${newcomer.pubkey}`, 'direction=down')).toEqual([]);
    const nobody = await owner.call('GET', `/audit/members/${'f'.repeat(32)}/tree`);
    expectProblem(nobody, 404, 'MEMBER_NOT_FOUND');
    expectProblem(await owner.call('GET', '/audit/invites/NoSuch00/tree'), 404, 'INVITE_NOT_FOUND');
  });

  it('takes no cursor, depth or direction that makes no sense', async () => {
    for (const query of [
      'direction=left',
      'depth=-1',
      'depth=1000001',
      'depth=x',
      'limit=0',
      'cursor=1',
      'cursor=0.0',
      'cursor=1.1000001',
      'cursor=1.2.3',
      'cursor=a.b',
      'after=1',
    ]) {
      const answer = await owner.call('GET', `/audit/members/${owner.pubkey}/tree?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
    // One that was made up leads on from there, or nowhere.
    for (const cursor of ['999999999.3', '1.0', '1.1000000']) {
      const answer = await owner.call(
        'GET',
        `/audit/members/${owner.pubkey}/tree?cursor=${cursor}`,
      );
      expect([cursor, answer.status]).toEqual([cursor, 200]);
    }
  });
});
