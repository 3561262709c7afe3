import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { memberBy, ownerOf, type InviteJson, type Person } from '../support/person.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';

const ORDERS = ['newest', 'oldest', 'expiry', 'uses', 'label'] as const;
const MANY = 12;
const DAY = 86_400;

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

const list = (query: Record<string, string>) =>
  owner.call('GET', `/invites?${new URLSearchParams(query).toString()}`);
const found = async (query: Record<string, string>) => (await list(query)).body.invites;
const labels = (invites: readonly InviteJson[]) => invites.map(({ label }) => label);

/** All invites, page by page; `between` happens behind each page. */
async function pagedThrough(
  query: Record<string, string>,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly InviteJson[]> {
  const all: InviteJson[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; cursor !== null; page++) {
    const { body } = await list({ ...query, limit: '3', ...(cursor !== undefined && { cursor }) });
    all.push(...body.invites);
    cursor = body.next_cursor;
    await between(page);
  }
  return all;
}

describe('searching invites', () => {
  it('finds a text in labels as it stands, in upper or lower case', async () => {
    const texts = ['100% Spaß', '100 Euro', 'a_b', 'a!b', 'axb', 'Äpfel & Öl', "it's"];
    for (const label of texts) await owner.invite({ label });
    for (const [q, expected] of [
      ['100%', ['100% Spaß']],
      ['%', ['100% Spaß']],
      ['SPASS', ['100% Spaß']],
      ['a_b', ['a_b']],
      ['A!B', ['a!b']],
      ['äPFEL', ['Äpfel & Öl']],
      ['a\u0308pfel', ['Äpfel & Öl']],
      ['öl', ['Äpfel & Öl']],
      ["'", ["it's"]],
      ['\\', []],
      ['no such thing', []],
      ['100', ['100 Euro', '100% Spaß']],
    ] as const) {
      const answer = await list({ q });
      expect([q, labels(answer.body.invites)]).toEqual([q, expected]);
      expect(answer.body.next_cursor).toBeNull();
    }
  });

  it('goes by the label of now, and by the code', async () => {
    const code = await owner.invite({ label: 'Before' });
    await owner.call('PATCH', `/invites/${code}`, { body: { label: 'Behind' } });
    expect(labels(await found({ q: 'before' }))).toEqual([]);
    expect(labels(await found({ q: 'behind' }))).toEqual(['Behind']);
    await owner.call('PATCH', `/invites/${code}`, { body: { label: null } });
    expect(await found({ q: 'behind' })).toEqual([]);
    expect(await found({ q: code.toLowerCase() })).toMatchObject([{ code }]);
  });

  it('keeps to the status and to who made it', async () => {
    const code = await owner.invite({ label: 'Only here', grant_role_id: 'admin' });
    const other = await memberBy(server.url, code);
    await other.invite({ label: 'Only here, too' });
    await owner.call('PATCH', `/invites/${code}`, { body: { paused: true } });
    expect(labels(await found({ q: 'only' }))).toEqual(['Only here, too']);
    expect(labels(await found({ q: 'only', status: 'paused' }))).toEqual(['Only here']);
    const theirs = { q: 'only', status: 'all', created_by: other.userId };
    expect(labels(await found(theirs))).toEqual(['Only here, too']);
  });

  it('tells of the owner link as of any other, now that it is used', async () => {
    const code = server.ownerLink?.split('/').at(-1) ?? '';
    expect(code).not.toBe('');
    for (const q of [code, code.slice(0, 5)]) {
      for (const order of ORDERS) {
        expect(await found({ q, order, status: 'all' })).toHaveLength(1);
        expect(await found({ q, order })).toEqual([]);
      }
    }
  });

  it.each([
    ['q', { q: '' }],
    ['q', { q: 'x'.repeat(101) }],
    ['q', { q: 'a\nb' }],
    ['q', { q: 'a\u202eb' }],
    ['order', { order: 'random' }],
    ['order', { order: '' }],
    ['cursor', { cursor: 'x' }],
    ['cursor', { order: 'label', cursor: '4711' }],
    ['cursor', { order: 'newest', cursor: 'oldest.4711' }],
    ['cursor', { order: 'uses', cursor: 'uses.4711.OTk5OTk5OTk5OTk5' }],
    ['cursor', { order: 'label', cursor: 'label.4711.AA' }],
  ])('refuses a wrong %s: %j', async (field, query) => {
    const { status, body } = await list(query);
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(body.errors.map((error) => error.field)).toEqual([field]);
  });
});

describe('the order of invites', () => {
  /** All of a run have it in their label. */
  async function several(run: string): Promise<readonly string[]> {
    const codes: string[] = [];
    for (let number = 0; number < MANY; number++) {
      const code = await owner.invite({
        label: `${run} ${(number * 5) % MANY}`,
        // Every third one never expires.
        ...(number % 3 > 0 && { expires_in_seconds: DAY * (1 + ((number * 7) % MANY)) }),
      });
      codes.push(code);
      for (let use = 0; use < number % 4; use++) await memberBy(server.url, code);
    }
    return codes;
  }

  it('is the same page by page as in one', async () => {
    await several('Stand');
    for (const order of ORDERS) {
      const query = { q: 'stand', order };
      const whole = await found({ ...query, limit: '100' });
      expect(whole).toHaveLength(MANY);
      expect(await pagedThrough(query)).toEqual(whole);
    }
  });

  it('is as its name says, the newest first of those that are alike', async () => {
    const codes = await several('Booth');
    const all = await found({ q: 'booth', limit: '100' });
    expect(all.map(({ code }) => code)).toEqual(codes.toReversed());
    const in_ = (order: string) => found({ q: 'booth', order });
    expect(await in_('oldest')).toEqual(all.toReversed());
    expect(await in_('uses')).toEqual(all.toSorted((a, b) => b.use_count - a.use_count));
    const end = ({ expires_at }: InviteJson) => Date.parse(expires_at ?? '9999-12-31');
    expect(await in_('expiry')).toEqual(all.toSorted((a, b) => end(a) - end(b)));
    const byNumber = Array.from({ length: MANY }, (_, number) => `Booth ${number}`);
    expect(labels(await in_('label'))).toEqual(byNumber);
  });

  it('has what has no label last', async () => {
    const code = await owner.invite();
    const all = await found({ order: 'label', limit: '100' });
    const unlabelled = all.findIndex(({ label }) => label === null);
    expect(all[unlabelled]?.code).toBe(code);
    expect(all.slice(unlabelled).every(({ label }) => label === null)).toBe(true);
  });

  it.each(ORDERS)(
    'by %s misses none and tells none twice while invites are used',
    async (order) => {
      const codes = await several(`Kiosk of ${order}`);
      const used = new Set<string>();
      const all = await pagedThrough({ q: `kiosk of ${order}`, order }, async (page) => {
        const code = codes[(page * 5) % MANY] ?? '';
        used.add(code);
        for (const _ of times(2)) await memberBy(server.url, code);
        await owner.invite({ label: `New Kiosk of ${order}` });
      });
      const seen = all.map(({ code }) => code);
      expect(new Set(seen).size).toBe(seen.length);
      // One that was used meanwhile may have gone up, to a page that was turned already.
      const still = codes.filter((code) => order !== 'uses' || !used.has(code));
      expect(seen).toEqual(expect.arrayContaining(still));
    },
  );
});
