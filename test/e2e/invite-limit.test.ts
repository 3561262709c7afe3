import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Community, outcomeOf } from '../support/community.js';
import { times } from '../support/concurrently.js';
import type { Person } from '../support/person.js';
import { Subscriber } from '../support/subscriber.js';

const LIMIT = 5;
let community: Community;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_MAX_ACTIVE_INVITES: `${LIMIT}` });
});
afterAll(() => community.close());

const create = async (by: Person, body: object = {}) =>
  outcomeOf(await by.call('POST', '/invites', { body }));

describe('a member’s active invites', () => {
  it('are exactly as many as are allowed, however many are asked for at once', async () => {
    const inviter = await community.member(40, 'manage_invites');
    const outcomes = await Promise.all(times(4 * LIMIT).map(() => create(inviter)));
    expect(outcomes.filter((outcome) => outcome === '201')).toHaveLength(LIMIT);
    expect(outcomes.filter((outcome) => outcome === '409 TOO_MANY_INVITES')).toHaveLength(
      3 * LIMIT,
    );
    // Of each member for themselves.
    expect(await create(community.owner)).toBe('201');
  });

  it('make room when one ends, not when it is paused; and what comes back takes room', async () => {
    const inviter = await community.member(40, 'manage_invites');
    const codes = await Promise.all(times(LIMIT - 1).map(() => inviter.invite()));
    const single = await inviter.invite({ max_uses: 1 });
    const [first = ''] = codes;
    await inviter.call('PATCH', `/invites/${first}`, { body: { paused: true } });
    expect(await create(inviter)).toBe('409 TOO_MANY_INVITES');
    await (await community.newcomer()).join(single);
    expect(await create(inviter)).toBe('201');
    const edit = async (by: typeof inviter, code: string, body: object) =>
      outcomeOf(await by.call('PATCH', `/invites/${code}`, { body }));
    // Whoever edits it: it is its maker's.
    for (const by of [inviter, community.owner]) {
      expect(await edit(by, single, { max_uses: 2 })).toBe('409 TOO_MANY_INVITES');
    }
    expect(await edit(inviter, first, { paused: false })).toBe('200');
    await inviter.call('DELETE', `/invites/${first}`);
    expect(await edit(inviter, single, { max_uses: 2 })).toBe('200');
    expect(await create(inviter)).toBe('409 TOO_MANY_INVITES');
  });
});

describe('a member who leaves', () => {
  it('takes their invites along, in the same append, and subscribers hear it', async () => {
    const inviter = await community.member(40, 'manage_invites');
    const [code, other] = [await inviter.invite(), await inviter.invite({ max_uses: 3 })];
    const watcher = await Subscriber.connect(community.url, community.owner);
    expect(outcomeOf(await inviter.call('DELETE', '/members/me'))).toBe('204');
    for (const each of [code, other]) {
      const { body } = await community.owner.call('GET', `/invites/${each}/details`);
      expect(body).toMatchObject({ status: 'revoked', revoke_reason: 'creator_left' });
    }
    await watcher.until(
      (messages) => messages.filter(({ op }) => op === 'INVITE_DELETE').length === 2,
    );
    expect(watcher.of('INVITE_DELETE').map(({ d }) => d)).toMatchObject([
      { code, reason: 'creator_left' },
      { code: other, reason: 'creator_left' },
    ]);
    watcher.close();
  });
});
