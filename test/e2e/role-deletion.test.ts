import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import { concurrently, times } from '../support/concurrently.js';
import { memberBy, Person } from '../support/person.js';

/** More than lose it in one append. */
const HOLDERS = 300;
const AT_ONCE = 100;

let community: Community;
beforeAll(async () => {
  community = await Community.open();
});
afterAll(() => community.close());

it('changes nothing under a key that was used for another request', async () => {
  const { owner } = community;
  const role = await community.role(5, 'manage_invites');
  const granting = await owner.invite({ grant_role_id: role.id });
  await concurrently(16, times(AT_ONCE + 20), () => memberBy(community.url, granting));
  const headers = { 'Idempotency-Key': 'used-before' };
  const named = { body: { display_name: 'Ada' }, headers };
  expect((await owner.call('PATCH', '/auth/me', named)).status).toBe(200);
  expect(
    await community.effectOf(() => owner.call('DELETE', `/roles/${role.id}`, { headers })),
  ).toBe('409 CONFLICT');
});

it(`takes a role from ${HOLDERS} while more come in with it`, async () => {
  const { owner } = community;
  const role = await community.role(5, 'manage_invites');
  const granting = await owner.invite({ grant_role_id: role.id });
  const plain = await owner.invite();
  const holders = await concurrently(32, times(HOLDERS), () => memberBy(community.url, granting));
  // What is in memory of them goes.
  await community.restart();
  const newcomers = await concurrently(16, times(60), () => Person.signedIn(community.url));

  // The first come in before it is deleted, all others whenever it may be.
  for (const early of newcomers.slice(0, 3)) expect((await early.join(granting)).status).toBe(200);
  const joining = concurrently(8, newcomers.slice(3), async (newcomer, index) => {
    const { status } = await newcomer.join(index % 2 === 0 ? granting : plain);
    return index % 2 === 0 ? status : `plain ${status}`;
  });
  await community.by(owner, 'DELETE', `/roles/${role.id}`);
  const statuses = new Set(await joining);
  statuses.delete(200);
  statuses.delete(410);
  expect([...statuses]).toEqual(['plain 200']);
  expect((await newcomers[0]?.call('GET', '/members'))?.status).toBe(200);

  const { chain, events, live, rebuilt } = await community.end();
  expect(chain.ok).toBe(true);
  expect(live).toEqual(rebuilt);
  const deleted = events.find(({ type }) => type === 'RoleDeleted');
  if (!deleted) throw new Error('It was not deleted.');
  const together = events.filter(({ correlationId }) => correlationId === deleted.correlationId);
  // First goes what would give the role to more, and the role last.
  expect([together[0]?.type, together.at(-1)]).toEqual(['InviteRevoked', deleted]);
  // Others had their turn in between: a commit has a time of its own, unless the next one is in the same millisecond.
  const commits = new Set(together.map(({ at }) => at));
  expect(commits.size).toBeGreaterThan(HOLDERS / AT_ONCE / 2);
  const received = events.filter(
    ({ type, data }) => type === 'MemberRoleAdded' && data.role_id === role.id,
  );
  const joinedWith = events.filter(
    ({ type, data }) => type === 'MemberJoined' && data.role_ids.some((id) => id === role.id),
  );
  const had = [...received, ...joinedWith];
  expect(had.length).toBeGreaterThanOrEqual(holders.length + 3);
  expect(had.every(({ position }) => position < deleted.position)).toBe(true);
  const lost = together.filter(({ type }) => type === 'MemberRoleRemoved');
  const personOf = ({ stream }: { readonly stream: string }) => stream;
  expect(lost.map(personOf).sort()).toEqual(had.map(personOf).sort());
  const revoked = together.filter(({ type }) => type === 'InviteRevoked');
  expect(revoked.map(({ data }) => data)).toMatchObject([{ code: granting }]);
});
