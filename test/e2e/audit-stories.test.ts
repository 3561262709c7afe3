import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import { memberBy, type Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

interface StepJson {
  readonly position: number;
  readonly version: number;
  readonly type: string;
  readonly at: string;
  readonly stream: string;
  readonly state: StateJson | null;
}

interface StayJson {
  readonly position: number;
  readonly user_id: string;
  readonly invite_code: string | null;
  readonly invited_by: string | null;
  readonly left_as: string | null;
}

type StateJson = Readonly<Record<string, unknown>>;

interface StoryJson {
  readonly code: string;
  readonly user_id: string;
  readonly as_of: { readonly position: number; readonly at: string };
  readonly state: StateJson | null;
  readonly events: readonly StepJson[];
  readonly next_cursor: string | null;
  readonly joins: readonly StayJson[];
  readonly redeemed: readonly { readonly invite_code: string; readonly joined: boolean }[];
  readonly invited: readonly StayJson[];
  readonly invited_count: number;
}

let community: Community;
let owner: Person;
let auditor: Person;
let code: string;
let ann: Person;
let ben: Person;
let helper: string;

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
  auditor = await community.member(10, 'view_audit_log');
  helper = (await community.role(5, 'manage_invites')).id;
  code = await owner.invite({ max_uses: 5, label: 'First' });
  ann = await memberBy(community.url, code);
  await community.by(ann, 'PATCH', '/auth/me', { display_name: 'Ann' });
  await community.give(ann, helper);
  ben = await memberBy(community.url, await ann.invite());
  await community.by(owner, 'PATCH', `/invites/${code}`, { paused: true, label: 'Second' });
  await community.by(owner, 'PATCH', `/invites/${code}`, { paused: false });
  await community.by(owner, 'POST', `/members/${ann.pubkey}/kick`, { reason: 'Rude' });
  await ann.join(code);
  await community.by(owner, 'PATCH', `/roles/${helper}`, { name: 'Door' });
  await community.by(owner, 'PATCH', '/server', { name: 'Renamed' });
  await community.by(owner, 'DELETE', `/invites/${code}`);
});
afterAll(() => community.close());

async function story(path: string, person = owner): Promise<StoryJson> {
  const answer = await person.call('GET', `/audit/${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body as unknown as StoryJson;
}

const told = ({ events }: StoryJson, ...fields: readonly string[]) =>
  events.map(({ type, state }) => [type, ...fields.map((field) => state?.[field])]);

describe('the story of an invite', () => {
  it('is all that happened to it, each event with the state behind it', async () => {
    const invite = await story(`invites/${code}`);
    expect(told(invite, 'use_count', 'label', 'status')).toEqual([
      ['InviteCreated', 0, 'First', 'active'],
      ['InviteConsumed', 1, 'First', 'active'],
      ['InviteUpdated', 1, 'Second', 'active'],
      ['InvitePaused', 1, 'Second', 'paused'],
      ['InviteResumed', 1, 'Second', 'active'],
      ['InviteConsumed', 2, 'Second', 'active'],
      ['InviteRevoked', 2, 'Second', 'revoked'],
    ]);
    expect(invite.state).toEqual(invite.events.at(-1)?.state);
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject(invite.state ?? {});
    expect(invite.next_cursor).toBeNull();
  });

  it.each(['asc', 'desc'])('comes in pages that together are the whole, %s', async (order) => {
    const { events } = await story(`invites/${code}`);
    const steps: StepJson[] = [];
    let query: string | null = '';
    while (query !== null) {
      const page: StoryJson = await story(`invites/${code}?order=${order}&limit=2${query}`);
      steps.push(...page.events);
      query = page.next_cursor && `&after=${page.next_cursor}`;
    }
    expect(steps).toEqual(order === 'asc' ? events : events.toReversed());
    const position = events.at(-2)?.position ?? 0;
    const before = await story(`invites/${code}?order=${order}&position=${position}`);
    expect(before.events).toHaveLength(events.length - 1);
  });

  it('stops at any position or time, with the state as of then', async () => {
    const whole = await story(`invites/${code}`);
    for (const [index, { position, at, state }] of whole.events.entries()) {
      const then = await story(`invites/${code}?position=${position}`);
      expect(then.state).toEqual(state);
      expect(then.as_of).toEqual({ position, at });
      expect(then.events).toEqual(whole.events.slice(0, index + 1));
      const before = await story(`invites/${code}?position=${position - 1}`);
      expect(before.state?.version ?? 0).toBe(index);
    }
    const [first, second] = whole.events;
    const between = await story(`invites/${code}?at=${first?.at ?? ''}`);
    expect(between.state).toMatchObject({ version: expect.any(Number), label: 'First' });
    expect(between.as_of.position).toBeLessThan(second?.position ?? 0);
    expect((await story(`invites/${code}?at=2000-01-01T00:00:00Z`)).state).toBeNull();
    const later = await story(`invites/${code}?at=2999-01-01T00:00:00Z`);
    expect(later.as_of.at < '2999').toBe(true);
    expect(later.state).toEqual(whole.state);
  });

  it('says at which time an invite had expired, whenever that was recorded', async () => {
    const short = await owner.invite({ expires_in_seconds: 1 });
    const { events } = await story(`invites/${short}`);
    const [created] = events;
    await until(
      'the invite has expired',
      async () => (await owner.call('GET', `/invites/${short}`)).status !== 200,
    );
    const expiry = String(created?.state?.expires_at);
    const before = new Date(Date.parse(expiry) - 1).toISOString();
    const statusAt = async (at: string) => (await story(`invites/${short}?at=${at}`)).state?.status;
    expect(await statusAt(before)).toBe('active');
    expect(await statusAt(expiry)).toBe('expired');
  });

  it('has its code masked while it works, and is found by its mask', async () => {
    const working = await owner.invite({ label: 'Working' });
    const [{ position } = { position: 0 }] = (await story(`invites/${working}`)).events;
    const masked = await story(`invites/~${position}`, auditor);
    expect(JSON.stringify(masked)).not.toContain(working);
    expect(masked).toMatchObject({
      code: `~${position}`,
      state: { code: `~${position}`, label: 'Working' },
    });
    expectProblem(await auditor.call('GET', `/audit/invites/${working}`), 404, 'INVITE_NOT_FOUND');
    expect((await story(`invites/~${position}`)).code).toBe(working);
    expect((await story(`invites/${code}`, auditor)).code).toBe(code);
  });

  it('is told only of invites that there were', async () => {
    for (const text of ['NoSuch00', 'abc', '~1', '~999999', '~0', '~', '%00', '..%2f', "'--"]) {
      expectProblem(await owner.call('GET', `/audit/invites/${text}`), 404, 'INVITE_NOT_FOUND');
    }
  });
});

describe('the story of a person', () => {
  it('says how they came in, by whom, what they redeemed and whom they invited', async () => {
    const whole = await story(`members/${ann.pubkey}`);
    expect(told(whole, 'is_member', 'display_name')).toEqual([
      ['UserRegistered', false, null],
      ['MemberJoined', true, null],
      ['DisplayNameChanged', true, 'Ann'],
      ['MemberRoleAdded', true, 'Ann'],
      ['MemberKicked', false, 'Ann'],
      ['MemberJoined', true, 'Ann'],
    ]);
    expect(whole.events[3]?.state?.roles).toEqual([helper]);
    const stay = { user_id: ann.userId, invite_code: code, invited_by: owner.userId };
    expect(whole.joins).toMatchObject([
      { ...stay, left_as: null },
      { ...stay, left_as: 'kicked', invited: 1, display_name: 'Ann' },
    ]);
    expect(whole.redeemed).toMatchObject([
      { invite_code: code, joined: true },
      { invite_code: code, joined: true },
    ]);
    expect(whole.invited).toMatchObject([{ user_id: ben.userId, invited_by: ann.userId }]);
    expect(whole.invited_count).toBe(1);
    expect(await story(`members/${ann.userId}`)).toMatchObject({ ...whole, as_of: {} });
  });

  it('counts a role that was received by an invite among what was redeemed', async () => {
    const role = (await community.role(1)).id;
    const granting = await owner.invite({ grant_role_id: role });
    await ben.join(granting);
    const { redeemed, state } = await story(`members/${ben.pubkey}`);
    expect(redeemed[0]).toMatchObject({ invite_code: granting, joined: false });
    expect(state?.roles).toEqual([role]);
    expect((await story(`members/${ben.pubkey}`, auditor)).redeemed[0]?.invite_code).toMatch(/^~/);
  });

  it('is as it was then, as of any moment', async () => {
    const whole = await story(`members/${ann.pubkey}`);
    for (const { position, state } of whole.events) {
      const then = await story(`members/${ann.pubkey}?position=${position}`);
      expect(then.state).toEqual(state);
    }
    const [, joined] = whole.events;
    const atFirst = await story(`members/${ann.pubkey}?position=${joined?.position ?? 0}`);
    expect(atFirst.joins).toMatchObject([{ left_as: null }]);
    expect(atFirst.invited_count).toBe(0);
  });

  it('is told of whoever left, was banned, or was never in; not of keys never seen', async () => {
    const banned = await community.banned();
    const { state } = await story(`members/${banned.pubkey}`);
    expect(state).toMatchObject({ is_member: false, ban: { banned_by: owner.userId } });
    for (const text of [
      'abc',
      '0'.repeat(32),
      'f'.repeat(32),
      '%00',
      '~1',
      owner.pubkey.slice(1),
    ]) {
      expectProblem(await owner.call('GET', `/audit/members/${text}`), 404, 'MEMBER_NOT_FOUND');
    }
  });
});

describe('the story of a role and of the settings', () => {
  it('has each change with the state behind it', async () => {
    expect(told(await story(`roles/${helper}`), 'name')).toEqual([
      ['RoleCreated', expect.stringMatching(/^Role \d+ at 5$/)],
      ['RoleUpdated', 'Door'],
    ]);
    const { events } = await story('server');
    expect(events.at(-1)).toMatchObject({
      type: 'ServerSettingsChanged',
      state: { name: 'Renamed', owner: owner.userId, membership_mode: 'invite_only' },
    });
    const [created] = events;
    expect((await story(`server?position=${created?.position ?? 0}`)).state).toMatchObject({
      name: 'My Community',
      owner: null,
    });
  });

  it('goes on after a role was deleted', async () => {
    const { id } = await community.role(1);
    await community.by(owner, 'DELETE', `/roles/${id}`);
    const deleted = await story(`roles/${id}`);
    expect(deleted.state).toBeNull();
    expect(deleted.events.map(({ state }) => state?.id)).toEqual([id, undefined]);
    expectProblem(await owner.call('GET', '/audit/roles/nosuch'), 404, 'ROLE_NOT_FOUND');
  });
});

describe('a moment that makes no sense', () => {
  it('is refused', async () => {
    const head = await community.position();
    for (const query of [
      `position=${head + 1}`,
      'position=0',
      'position=-1',
      'position=x',
      'position=1&at=2026-11-22T10:00:00Z',
      'at=now',
      'at=2026-02-29T00:00:00Z',
      'at=',
      'limit=1001',
      'order=down',
    ]) {
      for (const path of [
        `invites/${code}`,
        `members/${ann.pubkey}`,
        `roles/${helper}`,
        'server',
      ]) {
        const answer = await owner.call('GET', `/audit/${path}?${query}`);
        expect([query, answer.status]).toEqual([query, 400]);
        expectProblem(answer, 400, 'VALIDATION_FAILED');
      }
    }
  });
});
