import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { memberBy, type Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

interface OutlookJson {
  readonly outcome: string;
  readonly code: string | null;
}

interface RefusalJson {
  readonly invite_code: string;
  readonly user_id: string;
  readonly pubkey: string;
  readonly reason: string;
  readonly count: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly now: OutlookJson;
}

interface RefusalsJson {
  readonly code: string;
  readonly refusals: readonly RefusalJson[];
  readonly now: OutlookJson | null;
  readonly direct: OutlookJson;
}

let community: Community;
let owner: Person;
let auditor: Person;
let guest: Person;

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
  auditor = await community.member(10, 'view_audit_log');
  guest = await community.newcomer();
});
afterAll(() => community.close());

async function refusals(path: string, person = owner): Promise<RefusalsJson> {
  const { status, body } = await person.call('GET', `/audit/${path}`);
  expect([path, status]).toEqual([path, 200]);
  return body as unknown as RefusalsJson;
}

/** The reason for which a guest was refused, and what would come of it now. */
async function whyNot(code: string, person = guest): Promise<readonly (string | undefined)[]> {
  const { refusals: found, now } = await refusals(`invites/${code}/refusals?user=${person.pubkey}`);
  return [found[0]?.reason, now?.code ?? now?.outcome];
}

describe('why somebody could not join', () => {
  it('is answered in one call: what was, and what would be now', async () => {
    const revoked = await owner.invite();
    await community.by(owner, 'DELETE', `/invites/${revoked}`);
    await guest.join(revoked);
    expect(await whyNot(revoked)).toEqual(['INVITE_REVOKED', 'INVITE_REVOKED']);

    const exhausted = await owner.invite({ max_uses: 1 });
    await memberBy(community.url, exhausted);
    await guest.join(exhausted);
    expect(await whyNot(exhausted)).toEqual(['INVITE_EXHAUSTED', 'INVITE_EXHAUSTED']);
    await community.by(owner, 'PATCH', `/invites/${exhausted}`, { max_uses: 2 });
    expect(await whyNot(exhausted)).toEqual(['INVITE_EXHAUSTED', 'joins']);

    const expired = await owner.invite({ expires_in_seconds: 1 });
    await until(
      'the invite has expired',
      async () => (await owner.call('GET', `/invites/${expired}`)).status !== 200,
    );
    await guest.join(expired);
    expect(await whyNot(expired)).toEqual(['INVITE_EXPIRED', 'INVITE_EXPIRED']);

    const paused = await owner.invite();
    await community.by(owner, 'PATCH', `/invites/${paused}`, { paused: true });
    await guest.join(paused);
    expect(await whyNot(paused)).toEqual(['INVITE_PAUSED', 'INVITE_PAUSED']);

    const inviter = await community.member(5, 'manage_invites');
    const orphaned = await inviter.invite();
    const { roles } = (await inviter.call('GET', '/auth/me')).body;
    await community.by(owner, 'DELETE', `/members/${inviter.pubkey}/roles/${roles[0] ?? ''}`);
    await guest.join(orphaned);
    expect(await whyNot(orphaned)).toEqual(['INVITER_GONE', 'INVITER_GONE']);
  });

  it('may lie in the joiner, or in the mode', async () => {
    const code = await owner.invite();
    const banned = await community.banned();
    await banned.join(code);
    expect(await whyNot(code, banned)).toEqual(['MEMBER_BANNED', 'MEMBER_BANNED']);
    for (const [mode, reason] of [
      ['allowlist', 'NOT_ALLOWLISTED'],
      ['closed', 'MEMBERSHIP_CLOSED'],
    ] as const) {
      await community.by(owner, 'PATCH', '/server', { membership_mode: mode });
      await guest.join(code);
      expect(await whyNot(code)).toEqual([reason, reason]);
    }
    await community.by(owner, 'PATCH', '/server', { membership_mode: 'invite_only' });
    expect(await whyNot(code)).toEqual(['MEMBERSHIP_CLOSED', 'joins']);
    expect(await whyNot(code, owner)).toEqual([undefined, 'nothing']);
  });

  it('is listed for a person, over all invites, with the direct way', async () => {
    const { refusals: found, direct } = await refusals(`members/${guest.pubkey}/refusals`);
    expect(found.map(({ reason }) => reason).sort()).toEqual(
      [
        ...['INVITE_EXHAUSTED', 'INVITE_EXPIRED', 'INVITE_PAUSED', 'INVITER_GONE'],
        ...['INVITE_REVOKED', 'MEMBERSHIP_CLOSED', 'NOT_ALLOWLISTED'],
      ].sort(),
    );
    const times = found.map(({ last_at }) => last_at);
    expect(times).toEqual([...times].sort().reverse());
    expect(direct).toMatchObject({ outcome: 'refused', code: 'INVITE_REQUIRED' });
  });

  it('is counted', async () => {
    const code = await owner.invite();
    await community.by(owner, 'DELETE', `/invites/${code}`);
    const others = await Promise.all(times(3).map(() => community.newcomer()));
    for (const person of [...others, ...others, ...others]) await person.join(code);
    const { refusals: found, now } = await refusals(`invites/${code}/refusals`);
    expect(found.map(({ user_id, count }) => [user_id, count]).sort()).toEqual(
      others.map(({ userId }) => [userId, 3]).sort(),
    );
    expect(found[0]).toMatchObject({ invite_code: code, pubkey: expect.any(String) });
    expect(now).toBeNull();
    expect((await refusals(`invites/${code}/refusals?limit=2`)).refusals).toHaveLength(2);
  });

  it('is no history: the log does not grow', async () => {
    const code = await owner.invite();
    await community.by(owner, 'DELETE', `/invites/${code}`);
    const before = await community.position();
    await guest.join(code);
    await refusals(`invites/${code}/refusals`);
    expect(await community.position()).toBe(before);
  });

  it('stays known over a restart', async () => {
    const code = await owner.invite();
    await community.by(owner, 'DELETE', `/invites/${code}`);
    await guest.join(code);
    await community.restart();
    for (const person of [auditor, guest]) person.url = community.url;
    expect(await whyNot(code)).toEqual(['INVITE_REVOKED', 'INVITE_REVOKED']);
  });

  it('says no code that the viewer may not see', async () => {
    const code = await owner.invite();
    const position = await community.position();
    const banned = await community.banned();
    await banned.join(code);
    const seen = await refusals(`members/${banned.pubkey}/refusals`, auditor);
    expect(seen.refusals[0]?.invite_code).toBe(`~${position}`);
    expect(JSON.stringify(seen)).not.toContain(code);
    const masked = await refusals(`invites/~${position}/refusals`, auditor);
    expect(masked.refusals).toHaveLength(1);
    expect(JSON.stringify(masked)).not.toContain(code);
    const unmasked = await auditor.call('GET', `/audit/invites/${code}/refusals`);
    expectProblem(unmasked, 404, 'INVITE_NOT_FOUND');
  });

  it('is asked of invites and people that there are, in words that make sense', async () => {
    const nowhere = await owner.call('GET', '/audit/invites/NoSuch00/refusals');
    expectProblem(nowhere, 404, 'INVITE_NOT_FOUND');
    const nobody = await owner.call('GET', `/audit/members/${'0'.repeat(32)}/refusals`);
    expectProblem(nobody, 404, 'MEMBER_NOT_FOUND');
    const code = await owner.invite();
    for (const query of ['user=x', 'user=', 'limit=0', 'limit=1001', 'cursor=1', 'after=1']) {
      const answer = await owner.call('GET', `/audit/invites/${code}/refusals?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });
});

describe('all refused joins', () => {
  interface PageJson {
    readonly refusals: readonly RefusalJson[];
    readonly next_cursor: string | null;
  }

  async function page(query = '', person = owner): Promise<PageJson> {
    const { status, body } = await person.call('GET', `/audit/refusals${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body as unknown as PageJson;
  }

  it('are listed, the latest first, and page by page without a gap', async () => {
    const codes: string[] = [];
    for (const _ of times(5)) {
      const code = await owner.invite();
      codes.push(code);
      await community.by(owner, 'DELETE', `/invites/${code}`);
      await guest.join(code);
    }
    const { refusals: all } = await page('?limit=1000');
    expect(all.slice(0, 5).map(({ invite_code }) => invite_code)).toEqual(codes.toReversed());
    const paged: RefusalJson[] = [];
    let cursor = '';
    for (;;) {
      const { refusals: some, next_cursor } = await page(`?limit=2${cursor}`);
      expect(some.length).toBeLessThanOrEqual(2);
      paged.push(...some);
      if (next_cursor === null) break;
      cursor = `&cursor=${next_cursor}`;
    }
    expect(paged).toEqual(all);
  });

  it('are paged without a gap while those on the page before try again', async () => {
    const ended = await owner.invite();
    await community.by(owner, 'DELETE', `/invites/${ended}`);
    const people = await Promise.all(times(4).map(() => community.newcomer()));
    for (const person of people) await person.join(ended);
    const first = await page('?limit=2');
    const last = people.find(({ userId }) => userId === first.refusals[1]?.user_id);
    await last?.join(ended);
    await page();
    const second = await page(`?limit=2&cursor=${first.next_cursor}`);
    const seen = [...first.refusals, ...second.refusals].map(({ user_id }) => user_id);
    expect(seen.sort()).toEqual(people.map(({ userId }) => userId).sort());
  });

  it('are for managers of invites and for auditors, who see no code that works', async () => {
    const code = await owner.invite();
    await community.by(owner, 'PATCH', `/invites/${code}`, { paused: true });
    await guest.join(code);
    const manager = await community.member(3, 'manage_invites');
    expect((await page('', manager)).refusals[0]).toMatchObject({ invite_code: code });
    const [masked] = (await page('', auditor)).refusals;
    expect(masked?.invite_code).toMatch(/^~/);
    const member = await community.member();
    expectProblem(await member.call('GET', '/audit/refusals'), 403, 'MISSING_PERMISSION');
    const { refusals: own } = await refusals(`invites/${code}/refusals`, manager);
    expect(own).toHaveLength(1);
  });

  it('are refused with a cursor that is none', async () => {
    for (const query of [
      '?cursor=x',
      '?cursor=1',
      '?cursor=1.1.A.1',
      '?cursor=1.0',
      '?limit=0',
      '?before=1',
    ]) {
      const answer = await owner.call('GET', `/audit/refusals${query}`);
      expectProblem(answer, 400, 'VALIDATION_FAILED');
    }
  });
});
