import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findingsIn } from '../support/auditor.js';
import { concurrently } from '../support/concurrently.js';
import { bits, Community, outcomeOf } from '../support/community.js';
import type { Examination } from '../support/log.js';
import { Person, type Answer } from '../support/person.js';
import { count, figure, progressOf, rounds, SEED } from '../support/proof.js';

const COMMANDS = rounds(500);
/** Besides the owner: two admins, four who may some things, the others nothing yet. */
const PEOPLE = 20;
const KEYS_NEVER_SEEN = 2;

const who = fc.nat(PEOPLE);

/** One thing that somebody does to somebody; numbers pick among the people, roles and invites. */
const command = fc.record({
  // Some of it by the owner: those who were cast out come back with powers.
  who: fc.oneof({ weight: 2, arbitrary: who }, { weight: 1, arbitrary: fc.constant(0) }),
  whom: fc.nat(PEOPLE + KEYS_NEVER_SEEN),
  which: fc.nat(),
  what: fc.oneof(
    // Many come in again, or soon there would be nobody to cast out.
    { weight: 6, arbitrary: fc.constant('join' as const) },
    { weight: 4, arbitrary: fc.constantFrom('assign' as const, 'invite' as const) },
    { weight: 2, arbitrary: fc.constant('unban' as const) },
    {
      weight: 12,
      arbitrary: fc.constantFrom(
        'kick' as const,
        'ban' as const,
        'allow' as const,
        'unlist' as const,
        'erase' as const,
        'create role' as const,
        'update role' as const,
        'delete role' as const,
        'remove' as const,
        'leave' as const,
        'direct' as const,
        'edit everyone' as const,
        'mode' as const,
      ),
    },
  ),
  mode: fc.constantFrom(
    'open',
    'open',
    'open',
    'invite_only',
    'invite_only',
    'allowlist',
    'closed',
  ),
  permissions: fc.integer({ min: 0, max: (1 << 14) - 1 }),
  position: fc.integer({ min: 1, max: 999 }),
  builtin: fc.constantFrom(undefined, undefined, undefined, 'admin', 'everyone'),
});

type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

let community: Community | undefined;
afterAll(() => community?.close());

describe(`after ${COMMANDS} random commands of moderation`, () => {
  it('the log and every read model agree, and nobody stands where they may not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS }),
        async (commands) => {
          community = await Community.open();
          const { userId } = community.owner;
          await run(community, commands);
          check(await community.end(), userId);
        },
      ),
      { numRuns: 1, endOnFailure: true, seed: SEED },
    );
  });
});

async function run(community: Community, commands: readonly Command[]): Promise<void> {
  const { owner } = community;
  const people = [
    owner,
    ...(await Promise.all([
      community.admin(),
      community.admin(),
      community.member(500, 'administrator'),
      community.member(400, 'kick_members', 'ban_members', 'manage_roles', 'manage_invites'),
      community.member(300, 'manage_roles', 'manage_server'),
      community.member(300, 'ban_members', 'manage_invites'),
    ])),
    ...(await concurrently(4, [...Array(PEOPLE - 6).keys()], () => community.member())),
  ];
  const strangers = [...Array(KEYS_NEVER_SEEN).keys()].map(() => new Person(community.url));
  const codes = [await owner.invite()];
  const roles = [...(await rolesOf(owner))];
  const outcomes = new Map<string, number>();
  // A few at a time, so that they meet in shared commits.
  const performed = progressOf(COMMANDS, 'commands of moderation');
  await concurrently(6, commands, async (step, index) => {
    performed(index);
    const answer = await perform(step, { people, strangers, codes, roles });
    const outcome = outcomeOf(answer);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcome === '201' && step.what === 'invite') codes.push(answer.body.code);
    if (outcome === '201' && step.what === 'create role') roles.push(answer.body.id);
  });
  // The sequence did something of each kind, and was kept from something of each kind.
  for (const outcome of ['200', '201', '204', '403 ROLE_HIERARCHY', '403 MISSING_PERMISSION']) {
    expect([...outcomes.keys()]).toContain(outcome);
  }
}

async function rolesOf(owner: Person): Promise<readonly string[]> {
  const { body } = await owner.call('GET', '/roles');
  const { roles } = body as unknown as { roles: readonly { readonly id: string }[] };
  return roles.map(({ id }) => id).filter((id) => id !== 'admin' && id !== 'everyone');
}

interface Cast {
  readonly people: readonly Person[];
  readonly strangers: readonly Person[];
  readonly codes: readonly string[];
  readonly roles: readonly string[];
}

async function perform(step: Command, cast: Cast): Promise<Answer> {
  const everybody = [...cast.people, ...cast.strangers];
  const comesOrGoes = ['join', 'direct', 'leave'].includes(step.what);
  const person = cast.people[comesOrGoes ? step.whom % cast.people.length : step.who];
  const key = everybody[step.whom]?.pubkey;
  if (!person || key === undefined) throw new Error('There is nobody.');
  // Of the newest, as the older ones have died with their makers and roles.
  const code = cast.codes.at(-1 - (step.which % Math.min(4, cast.codes.length))) ?? 'nosuchcode';
  const role = step.builtin ?? cast.roles[step.which % Math.max(1, cast.roles.length)] ?? 'none';
  const { permissions, position } = step;
  const answer = await on(person);
  // Whoever was banned or erased comes back with a new session; the banned are as banned as before.
  if (answer.status !== 401) return answer;
  return (await comesBack(person)) ? on(person) : answer;

  function on(caller: Person): Promise<Answer> {
    const send = (method: string, path: string, body?: object) =>
      caller.call(method, path, { body });
    switch (step.what) {
      case 'join':
        return caller.join(code);
      case 'direct':
        return send('POST', '/members/join');
      case 'leave':
        return send('DELETE', '/members/me');
      case 'invite':
        return send('POST', '/invites', { grant_role_id: step.which % 3 === 0 ? null : role });
      case 'kick':
        return send('POST', `/members/${key}/kick`, { reason: 'Kicked' });
      case 'ban':
        return send('POST', `/members/${key}/ban`, { reason: 'Banned' });
      case 'unban':
        return send('DELETE', `/bans/${key}`);
      case 'erase':
        return send('POST', `/members/${key}/erase`);
      case 'allow':
        return send('POST', '/allowlist', { pubkey: key });
      case 'unlist':
        return send('DELETE', `/allowlist/${key}`);
      case 'create role':
        return send('POST', '/roles', {
          name: `Role ${position} ${permissions}`,
          permissions,
          position,
        });
      case 'update role':
        return send('PATCH', `/roles/${role}`, { permissions, position });
      case 'delete role':
        return send('DELETE', `/roles/${role}`);
      case 'edit everyone':
        // Never so much that everybody may everything, or nothing would be refused any more.
        return send('PATCH', '/roles/everyone', { permissions: permissions & EVERYBODYS });
      case 'mode':
        return send('PATCH', '/server', { membership_mode: step.mode });
      case 'assign':
        return send('PUT', `/members/${key}/roles/${role}`);
      case 'remove':
        return send('DELETE', `/members/${key}/roles/${role}`);
    }
  }
}

/** Signs in; whoever was erased is new, and not let in while the community is closed. */
async function comesBack(person: Person): Promise<boolean> {
  try {
    await person.signIn();
    return true;
  } catch (error) {
    if (String(error).includes('MEMBERSHIP_CLOSED')) return false;
    throw error;
  }
}

const EVERYBODYS = bits('send_messages', 'read_messages', 'attach_files', 'mention_everyone');

interface RoleRow {
  readonly id: string;
  readonly position: number;
  readonly permissions: number;
}

function check({ chain, events, live, rebuilt }: Examination, owner: string): void {
  expect(chain.ok).toBe(true);
  expect(live).toEqual(rebuilt);
  figure(`${count(events.length)} events of moderation: all rows as replayed`);

  const rows = <Row>(table: string) =>
    (live[table] ?? []).map((row) => JSON.parse(String(row)) as Row);
  const members = rows<{ user_id: string }>('members').map(({ user_id }) => user_id);
  const held = rows<{ user_id: string; role_id: string }>('member_roles');
  const roles = rows<RoleRow>('roles');
  const banned = rows<{ user_id: string }>('bans').map(({ user_id }) => user_id);
  const [server] = rows<{ member_count: number }>('server');

  expect(members).toContain(owner);
  expect(held).toContainEqual(expect.objectContaining({ user_id: owner, role_id: 'admin' }));
  const appointed = events.filter(({ type }) => type === 'OwnerAppointed');
  expect(appointed.map(({ data }) => data)).toEqual([{ user_id: owner }]);
  expect(server?.member_count).toBe(members.length);

  expect(members.filter((id) => banned.includes(id))).toEqual([]);
  expect(held.filter(({ user_id }) => !members.includes(user_id))).toEqual([]);
  const ids = roles.map(({ id }) => id);
  expect(held.filter(({ role_id }) => !ids.includes(role_id))).toEqual([]);
  expect(held.filter(({ role_id }) => role_id === 'everyone')).toEqual([]);

  expect(roles.find(({ id }) => id === 'admin')).toMatchObject({
    position: 1000,
    permissions: (1 << 14) - 1,
  });
  expect(roles.find(({ id }) => id === 'everyone')).toMatchObject({ position: 0 });
  for (const { id, position, permissions } of roles) {
    expect(permissions).toBe(permissions & ((1 << 14) - 1));
    if (id === 'admin' || id === 'everyone') continue;
    expect([id, position >= 1 && position <= 999]).toEqual([id, true]);
  }
  expect(findingsIn(events)).toEqual([]);
  const types = new Set(events.map(({ type }) => type));
  for (const type of HAPPENS) expect(types).toContain(type);
}

/** A run without one of these would show little; each happens five times or more. */
const HAPPENS = [
  'MemberKicked',
  'MemberBanned',
  'MemberUnbanned',
  'MemberLeft',
  'UserErased',
  'MemberRoleAdded',
  'UserAllowlisted',
  'RoleCreated',
  'RoleUpdated',
] as const;
