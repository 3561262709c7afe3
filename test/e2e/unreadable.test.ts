import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Community } from '../support/community.js';
import { concurrently, times } from '../support/concurrently.js';
import { appendUnknown, type Examination } from '../support/log.js';
import type { Person, RoleJson } from '../support/person.js';
import { tracesInTables } from '../support/traces.js';

const AT_ONCE = 100;
/** More reasons than are erased in one append. */
const REASONS = 2 * AT_ONCE + 10;
const REASON = 'revoked-for-leaking-4711';

let community: Community;
let role: RoleJson;
let holders: readonly Person[];
let leaver: Person;
let codes: readonly string[];
let end: Examination;

const ofType = (name: string) => end.events.filter(({ type }) => type === name);

beforeAll(async () => {
  community = await Community.open();
  const { owner } = community;
  role = await community.role(5, 'manage_invites');
  const granting = await owner.invite({ grant_role_id: role.id });
  holders = await concurrently(3, times(3), async () => {
    const holder = await community.newcomer();
    await holder.join(granting);
    return holder;
  });
  leaver = await community.member(6, 'manage_invites');
  const headers = { 'x-audit-log-reason': REASON };
  codes = await concurrently(8, times(REASONS), async () => {
    const code = await leaver.invite();
    await owner.call('DELETE', `/invites/${code}`, { headers });
    return code;
  });
  await community.restart({}, () =>
    appendUnknown(community.databaseUrl, [
      `user-${holders[1]?.userId ?? ''}`,
      `invite-${codes[0] ?? ''}`,
      `invite-${codes.at(-1) ?? ''}`,
    ]),
  );
});
afterAll(() => community.close());

it('of one holder keeps no role from being deleted: they lose it, too', async () => {
  const { owner } = community;
  await community.by(owner, 'DELETE', `/roles/${role.id}`);
  const { members } = (await owner.call('GET', '/members')).body;
  const whose = members.filter(({ user_id }) => holders.some(({ userId }) => userId === user_id));
  expect(whose).toHaveLength(holders.length);
  expect(whose.flatMap(({ roles }) => roles)).not.toContain(role.id);
});

it('of one invite keeps nobody from being erased: why it was revoked is, too', async () => {
  expect(await tracesInTables(community.databaseUrl, { why: REASON })).toEqual(['why in invites']);
  await community.by(community.owner, 'POST', `/members/${leaver.userId}/erase`);
  expect(await tracesInTables(community.databaseUrl, { why: REASON })).toEqual([]);
});

it('leaves a log that is whole, from which the lists are made as they are', async () => {
  end = await community.end();
  expect(end.chain.ok).toBe(true);
  expect(end.live).toEqual(end.rebuilt);
  const lost = ofType('MemberRoleRemoved').map(({ stream }) => stream);
  expect(lost.sort()).toEqual(holders.map(({ userId }) => `user-${userId}`).sort());
  const erased = ofType('InviteReasonErased').map(({ stream }) => stream);
  expect(erased.sort()).toEqual(codes.map((code) => `invite-${code}`).sort());
  // Most go in appends of their own, under the same request; the last one erases the person.
  const [person] = ofType('UserErased');
  const most = ofType('InviteReasonErased').filter(({ causationId }) => causationId === null);
  expect(most).toHaveLength(REASONS - (REASONS % AT_ONCE));
  expect(new Set(most.map(({ correlationId }) => correlationId))).toEqual(
    new Set([person?.correlationId]),
  );
});
