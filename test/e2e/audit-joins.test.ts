import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import { memberBy, type Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';

interface CountJson {
  readonly day: string | null;
  readonly invite_code: string | null;
  readonly invited_by: string | null;
  readonly display_name: string | null;
  readonly count: number;
}

interface CountsJson {
  readonly from: string;
  readonly to: string;
  readonly total: number;
  readonly is_cut: boolean;
  readonly counts: readonly CountJson[];
}

let community: Community;
let owner: Person;
let auditor: Person;

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
  auditor = await community.member(10, 'view_audit_log');
});
afterAll(() => community.close());

async function joins(query = '', person = owner): Promise<CountsJson> {
  const { status, body } = await person.call('GET', `/audit/joins${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body as unknown as CountsJson;
}

const sum = (counts: readonly CountJson[]): number =>
  counts.reduce((all, { count }) => all + count, 0);

describe('how many joined', () => {
  it('is counted by day, by invite and by inviter, and agrees', async () => {
    const code = await owner.invite();
    await memberBy(community.url, code);
    const gone = await memberBy(community.url, code);
    await community.by(gone, 'DELETE', '/members/me');
    const [days, invites, inviters] = [
      await joins(),
      await joins('?by=invite'),
      await joins('?by=inviter'),
    ];
    expect(days.counts.map(({ day }) => day)).toContain(new Date().toISOString().slice(0, 10));
    for (const { total, is_cut: isCut, counts } of [days, invites, inviters]) {
      expect([total, isCut]).toEqual([sum(counts), false]);
      expect(total).toBe(days.total);
    }
    expect(invites.counts).toContainEqual(
      expect.objectContaining({ invite_code: code, count: 2, day: null }),
    );
    const { body: me } = await owner.call('GET', '/auth/me');
    const { count } = inviters.counts.find(({ invited_by: by }) => by === me.user_id) ?? {};
    expect(count).toBeGreaterThanOrEqual(2);
    expect((await joins('?by=invite&limit=1')).counts).toHaveLength(1);
  });

  it('is of a span, both ends of which count', async () => {
    const last = await memberBy(community.url, await owner.invite());
    const { body } = await owner.call('GET', `/members/${last.pubkey}`);
    const at = body.joined_at;
    expect(await joins(`?from=${at}&to=${at}`)).toMatchObject({ from: at, to: at, total: 1 });
    expect(await joins('?to=2000-01-01T00:00:00Z')).toMatchObject({
      from: '1999-12-02T00:00:00.000Z',
      total: 0,
      counts: [],
    });
    expectProblem(await owner.call('GET', '/audit/joins?by=role'), 400, 'VALIDATION_FAILED');
  });

  it('names no code that works to whoever may not see it', async () => {
    const code = await owner.invite();
    await memberBy(community.url, code);
    const { counts } = await joins('?by=invite', auditor);
    const codes = counts.map(({ invite_code: each }) => each);
    expect(codes).not.toContain(code);
    expect(codes.some((each) => each?.startsWith('~'))).toBe(true);
    const guest = await community.member(10);
    expectProblem(await guest.call('GET', '/audit/joins'), 403, 'MISSING_PERMISSION');
  });
});

describe('what became of an invite', () => {
  it('is counted: who tried, was refused, came in and stayed', async () => {
    const { body: made } = await owner.call('POST', '/invites', { body: { max_uses: 2 } });
    const { code } = made;
    await memberBy(community.url, code);
    const gone = await memberBy(community.url, code);
    await community.by(gone, 'DELETE', '/members/me');
    const late = await community.newcomer();
    await late.join(code);
    await late.join(code);
    const { status, body } = await owner.call('GET', `/audit/invites/${code}/funnel`);
    expect(status).toBe(200);
    expect(body).toEqual({
      code,
      attempts: 4,
      refused: 2,
      refusals: [{ reason: 'INVITE_EXHAUSTED', count: 2 }],
      joined: 2,
      joined_7_days_ago: 0,
      stayed_7_days: 0,
      still_in: 1,
      is_cut: false,
    });
    expectProblem(
      await owner.call('GET', '/audit/invites/AAAAAAAA/funnel'),
      404,
      'INVITE_NOT_FOUND',
    );
  });
});
