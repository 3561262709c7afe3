import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import type { Answer, Person } from '../support/person.js';
import { memberBy } from '../support/person.js';
import { expectProblem } from '../support/problem.js';

interface EventJson {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly at: string;
  readonly reason: string | null;
  readonly prev_hash: string;
  readonly hash: string;
}

interface PageJson {
  readonly events: readonly EventJson[];
  readonly next_cursor: string | null;
}

let community: Community;
let owner: Person;
/** May see the log, but not the codes of invites that work. */
let auditor: Person;
/** Created by the owner, used by Ann and Ben, and working. */
let working: string;
let ann: Person;
let ben: Person;
/** Created by Ann, used by Cleo. */
let annsInvite: string;
let cleo: Person;
let revoked: string;
let all: readonly EventJson[];

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
  auditor = await community.member(10, 'view_audit_log');
  working = await owner.invite({ label: 'For friends' });
  ann = await memberBy(community.url, working);
  ben = await memberBy(community.url, working);
  const inviters = await community.role(5, 'manage_invites');
  await community.give(ann, inviters.id);
  annsInvite = await ann.invite();
  cleo = await memberBy(community.url, annsInvite);
  revoked = await owner.invite();
  await community.by(owner, 'DELETE', `/invites/${revoked}`);
  await community.by(owner, 'POST', `/members/${ben.pubkey}/kick`, { reason: 'Spam' });
  all = await pages(owner, 'limit=7');
});
afterAll(() => community.close());

async function page(person: Person, query: string): Promise<PageJson> {
  const answer = await person.call('GET', `/audit/events?${query}`);
  expect(answer.status).toBe(200);
  return bodyOf(answer);
}

function bodyOf({ body }: Answer): PageJson {
  return body as unknown as PageJson;
}

/** All pages, one after another. */
async function pages(person: Person, query: string): Promise<readonly EventJson[]> {
  const events: EventJson[] = [];
  let after = '';
  for (;;) {
    const { events: more, next_cursor } = await page(person, `${query}${after}`);
    events.push(...more);
    if (next_cursor === null) return events;
    after = `&after=${next_cursor}`;
  }
}

const positions = (events: readonly EventJson[]) => events.map(({ position }) => position);

describe('the log', () => {
  it('is given whole and in order, page by page', async () => {
    expect(positions(all)).toEqual(
      Array.from({ length: await community.position() }, (_, i) => i + 1),
    );
    expect(all[0]).toMatchObject({ type: 'ServerCreated', stream: 'server', actor: 'system' });
  });

  it('is given from its end, in the same pieces', async () => {
    const backwards = await pages(owner, 'order=desc&limit=5');
    expect(backwards).toEqual(all.toReversed());
  });

  it('shows each event with exactly what the contract names', () => {
    for (const event of all) {
      expect(Object.keys(event).sort()).toEqual(
        [
          'actor',
          'at',
          'correlation_id',
          'data',
          'hash',
          'id',
          'position',
          'prev_hash',
          'reason',
          'stream',
          'type',
          'version',
        ].sort(),
      );
    }
  });

  it('chains each event to the one before, also where a filter left that out', async () => {
    const hashes = new Map(all.map(({ position, hash }) => [position, hash]));
    for (const event of await pages(owner, 'type=InviteConsumed&limit=1')) {
      expect(event.prev_hash).toBe(hashes.get(event.position - 1));
    }
    expect(all[0]?.prev_hash).toBe('0'.repeat(64));
  });

  it('gives pages that hold while events keep coming', async () => {
    const first = await page(owner, 'order=desc&limit=3');
    const firstUp = await page(owner, 'limit=3');
    await owner.invite();
    const second = await page(owner, `order=desc&limit=3&after=${first.next_cursor ?? ''}`);
    const from = all.length - 3;
    expect(positions(second.events)).toEqual([from, from - 1, from - 2]);
    const secondUp = await page(owner, `limit=3&after=${firstUp.next_cursor ?? ''}`);
    expect(positions(secondUp.events)).toEqual([4, 5, 6]);
    all = await pages(owner, 'limit=1000');
  });

  it('ends with what comes next, once it is there', async () => {
    const last = all.at(-1)?.position ?? 0;
    expect(await page(owner, `after=${last}`)).toEqual({ events: [], next_cursor: null });
    await owner.invite();
    expect(positions((await page(owner, `after=${last}`)).events)).toEqual([last + 1]);
    all = await pages(owner, 'limit=1000');
  });
});

/** What a filter must find, by reading the whole log. */
const about = {
  user: (id: string) => (event: EventJson) =>
    event.stream === `user-${id}` ||
    event.actor === id ||
    [event.data.user_id, event.data.invited_by, event.data.created_by].includes(id),
  invite: (code: string) => (event: EventJson) =>
    event.stream === `invite-${code}` || [event.data.code, event.data.invite_code].includes(code),
};

describe('filters', () => {
  const cases = (): readonly (readonly [string, (event: EventJson) => boolean])[] => [
    ['type=MemberJoined', ({ type }) => type === 'MemberJoined'],
    ['stream=server', ({ stream }) => stream === 'server'],
    [`stream=invite-${working}`, ({ stream }) => stream === `invite-${working}`],
    ['actor=system', ({ actor }) => actor === 'system'],
    [`actor=${owner.userId}`, ({ actor }) => actor === owner.userId],
    [`invite=${working}`, about.invite(working)],
    [`invite=${revoked}`, about.invite(revoked)],
    [`user=${ann.userId}`, about.user(ann.userId)],
    [`user=${ann.pubkey}`, about.user(ann.userId)],
    [`user=${owner.userId}`, about.user(owner.userId)],
    [`user=${ben.pubkey}&type=MemberKicked`, ({ type }) => type === 'MemberKicked'],
    [
      `user=${ann.userId}&invite=${annsInvite}&type=MemberJoined`,
      (event) => event.type === 'MemberJoined' && event.data.user_id === cleo.userId,
    ],
    [
      `invite=${working}&actor=${ben.userId}`,
      (event) => about.invite(working)(event) && event.actor === ben.userId,
    ],
    [`stream=user-${ann.userId}&invite=${annsInvite}`, () => false],
  ];

  it('find what reading the whole log finds, in both orders and in pages of any size', async () => {
    for (const [query, matches] of cases()) {
      const expected = positions(all.filter(matches));
      for (const limit of [1, 2, 1000]) {
        const up = await pages(owner, `${query}&limit=${limit}`);
        const down = await pages(owner, `${query}&limit=${limit}&order=desc`);
        expect([query, positions(up)]).toEqual([query, expected]);
        expect([query, positions(down)]).toEqual([query, expected.toReversed()]);
      }
      if (query !== cases().at(-1)?.[0])
        expect([query, expected.length > 0]).toEqual([query, true]);
    }
  });

  it('take times, both ends counted', async () => {
    const [from, to] = [all[10]?.at ?? '', all[20]?.at ?? ''];
    const expected = all.filter(({ at }) => at >= from && at <= to);
    expect(await pages(owner, `from=${from}&to=${to}&limit=3`)).toEqual(expected);
    expect(await pages(owner, `from=${from}`)).toEqual(all.filter(({ at }) => at >= from));
    const offset = new Date(Date.parse(to) + 2 * 3600_000).toISOString().replace('Z', '%2B02:00');
    expect(await pages(owner, `to=${offset}`)).toEqual(all.filter(({ at }) => at <= to));
    expect(await pages(owner, 'from=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await pages(owner, `from=${to}&to=2000-01-01T00:00:00Z`)).toEqual([]);
  });

  it('that say nothing sensible are refused', async () => {
    for (const query of [
      'after=-1',
      'after=1.5',
      'after=01',
      'after=',
      'after=9999999999999999',
      'after=1&after=2',
      'limit=0',
      'limit=1001',
      'limit=1e2',
      'order=up',
      'order=',
      'type=Nothing',
      'type=constructor',
      'stream=',
      'stream=a%20b',
      `stream=${'a'.repeat(201)}`,
      'stream=%00',
      'actor=%F0%9F%9A%AA',
      'invite=abc',
      'invite=~',
      'invite=~0',
      'invite=*',
      "invite=' OR 1=1",
      'user=somebody',
      'user[]=1',
      'from=yesterday',
      'from=2026-02-30T00:00:00Z',
      'from=2026-13-01T00:00:00Z',
      'from=2026-11-22',
      'from=2026-11-22T10:00:00',
      'to=1796000000',
      'to=%2B010000-01-01T00:00:00Z',
      'to=9999-12-31T23:59:59-23:59',
      'position=4',
      'cursor=4',
    ]) {
      const answer = await owner.call('GET', `/audit/events?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expectProblem(answer, 400, 'VALIDATION_FAILED');
    }
  });
});

describe('codes of invites that work', () => {
  const created = (code: string) =>
    all.find(({ type, data }) => type === 'InviteCreated' && data.code === code)?.position ?? 0;

  it('are masked for whoever does not manage invites, wherever they stand', async () => {
    const seen = await pages(auditor, 'limit=1000');
    expect(positions(seen)).toEqual(positions(all));
    const text = JSON.stringify(seen);
    for (const code of [working, annsInvite]) expect(text).not.toContain(code);
    expect(text).toContain(revoked);
    const mask = `~${created(working)}`;
    const joined = seen.filter(
      ({ type, data }) => type === 'MemberJoined' && data.invite_code === mask,
    );
    expect(joined.map(({ data }) => data.user_id)).toEqual([ann.userId, ben.userId]);
    expect(seen.find(({ position }) => position === created(working))).toMatchObject({
      stream: `invite-${mask}`,
      data: { code: mask, label: 'For friends' },
    });
  });

  it('cannot be tried: a filter by one finds as little as by one that never was', async () => {
    for (const query of [
      `invite=${working}`,
      `stream=invite-${working}`,
      'invite=NoSuch00',
      'stream=invite-NoSuch00',
      'invite=~999999',
    ]) {
      expect([query, await page(auditor, query)]).toEqual([
        query,
        { events: [], next_cursor: null },
      ]);
    }
    expect((await page(auditor, `invite=${revoked}`)).events).toHaveLength(2);
  });

  it('can be followed by their mask', async () => {
    const mask = `~${created(working)}`;
    const expected = positions(all.filter(about.invite(working)));
    expect(positions(await pages(auditor, `invite=${mask}&limit=2`))).toEqual(expected);
    const inStream = positions(all.filter(({ stream }) => stream === `invite-${working}`));
    expect(positions(await pages(auditor, `stream=invite-${mask}`))).toEqual(inStream);
    expect(positions(await pages(owner, `invite=${mask}`))).toEqual(expected);
  });

  it('are masked as long as they work or can be resumed, and no longer', async () => {
    const code = await owner.invite();
    const sees = async () => JSON.stringify(await pages(auditor, 'limit=1000')).includes(code);
    expect(await sees()).toBe(false);
    await community.by(owner, 'PATCH', `/invites/${code}`, { paused: true });
    expect(await sees()).toBe(false);
    await community.by(owner, 'DELETE', `/invites/${code}`);
    expect(await sees()).toBe(true);
  });
});

describe('personal data', () => {
  it('is in the clear for whoever may see the log', async () => {
    const [registered] = await pages(auditor, `stream=user-${ben.userId}&type=UserRegistered`);
    expect(registered?.data).toEqual({ user_id: ben.userId, pubkey: ben.pubkey });
    const [kicked] = await pages(auditor, `user=${ben.userId}&type=MemberKicked`);
    expect(kicked?.reason).toBe('Spam');
  });
});
