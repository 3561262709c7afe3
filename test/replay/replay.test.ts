import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inviteStatus, type InviteFields } from '../../src/invites/invite-status.js';
import { concurrently } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { examine } from '../support/log.js';
import { ownerOf, Person } from '../support/person.js';
import { startGatehouse } from '../support/process.js';
import { count, figure, progressOf, rounds, SEED } from '../support/proof.js';

const COMMANDS = rounds(300);
const PEOPLE = 12;

const database = await newDatabase();
afterAll(() => database.drop());

/** One thing that somebody does; numbers pick among the people, invites and roles there are. */
const command = fc.record({
  who: fc.nat(PEOPLE),
  which: fc.nat(),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('join' as const) },
    { weight: 3, arbitrary: fc.constant('create' as const) },
    { weight: 2, arbitrary: fc.constantFrom('edit' as const, 'leave' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'revoke' as const,
        'pause' as const,
        'resume' as const,
        'rename' as const,
        'role' as const,
        'mode' as const,
        'direct' as const,
        'name server' as const,
        'who am I' as const,
      ),
    },
  ),
  maxUses: fc.constantFrom(0, 0, 1, 2, 5),
  expiry: fc.constantFrom(null, null, 1, 3600),
  text: fc.option(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })),
  mode: fc.constantFrom('open', 'invite_only', 'invite_only', 'allowlist', 'closed'),
  permissions: fc.integer({ min: 0, max: (1 << 14) - 1 }),
  position: fc.integer({ min: 1, max: 999 }),
  grants: fc.boolean(),
});

type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

describe(`after ${COMMANDS} random commands`, () => {
  it('every read model is what a replay makes of the log, and the invariants stand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS }),
        async (commands) => {
          await run(commands);
          await check();
        },
      ),
      { numRuns: 1, endOnFailure: true, seed: SEED },
    );
  });
});

async function run(commands: readonly Command[]): Promise<void> {
  const server = await startGatehouse(database.url);
  const owner = await ownerOf(server);
  const others = await concurrently(4, [...Array(PEOPLE).keys()], () =>
    Person.signedIn(server.url),
  );
  const people = [owner, ...others];
  const codes: string[] = [];
  const roles: string[] = [];
  const statuses = new Map<number, number>();
  // A few at a time, so that they meet in shared commits.
  const performed = progressOf(COMMANDS, 'commands');
  await concurrently(8, commands, async (step, index) => {
    performed(index);
    const { status, body } = await perform(step, people, codes, roles);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 201 && step.what === 'create') codes.push(body.code);
    if (status === 201 && step.what === 'role') roles.push(body.id);
  });
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  // The sequence did something of each kind.
  expect([200, 201, 204, 403].every((status) => statuses.has(status))).toBe(true);
  expect(await server.stop()).toBe(0);
}

function perform(
  step: Command,
  people: readonly Person[],
  codes: readonly string[],
  roles: readonly string[],
) {
  const person = people[step.who] ?? people[0];
  if (!person) throw new Error('There is nobody.');
  const code = codes[step.which % Math.max(1, codes.length)] ?? 'nosuchcode';
  const role = step.grants ? (roles[step.which % Math.max(1, roles.length)] ?? null) : null;
  const terms = { max_uses: step.maxUses, expires_in_seconds: step.expiry };
  const on = (method: string, path: string, body?: object) => person.call(method, path, { body });
  switch (step.what) {
    case 'join':
      return person.join(code);
    case 'create':
      return on('POST', '/invites', { ...terms, grant_role_id: role, label: step.text });
    case 'edit':
      return on('PATCH', `/invites/${code}`, { ...terms, label: step.text });
    case 'pause':
      return on('PATCH', `/invites/${code}`, { paused: true });
    case 'resume':
      return on('PATCH', `/invites/${code}`, { paused: false });
    case 'revoke':
      return on('DELETE', `/invites/${code}`);
    case 'leave':
      return on('DELETE', '/members/me');
    case 'direct':
      return on('POST', '/members/join');
    case 'rename':
      return on('PATCH', '/auth/me', { display_name: step.text });
    case 'role': {
      const { permissions, position } = step;
      return on('POST', '/roles', { name: step.text ?? `Role ${position}`, permissions, position });
    }
    case 'mode':
      return on('PATCH', '/server', { membership_mode: step.mode });
    case 'name server':
      return on('PATCH', '/server', { name: step.text ?? 'Server' });
    case 'who am I':
      return on('GET', '/auth/me');
  }
}

async function check(): Promise<void> {
  const { chain, events, live, rebuilt } = await examine(database.url);
  expect(chain.ok).toBe(true);
  expect(live).toEqual(rebuilt);
  figure(`${count(events.length)} events of ${count(COMMANDS)} commands: all rows as replayed`);

  const rows = <Row>(table: string) =>
    (live[table] ?? []).map((row) => JSON.parse(String(row)) as Row);
  const invites = rows<Omit<InviteFields, 'paused'> & { paused: number; standing: string }>(
    'invites',
  );
  const members = rows<{ user_id: string }>('members');
  const roles = new Set(rows<{ id: string }>('roles').map(({ id }) => id));
  const [server] = rows<{ member_count: number }>('server');
  for (const { max_uses, use_count } of invites) {
    if (max_uses > 0 && use_count > max_uses) {
      // Only lowering the limit below what was used can do this, never a join.
      expect(wasLowered(max_uses)).toBe(true);
    }
  }
  expect(server?.member_count).toBe(members.length);
  expect(events.filter(({ type }) => type === 'OwnerAppointed')).toHaveLength(1);
  for (const { role_id } of rows<{ role_id: string }>('member_roles')) {
    expect(roles).toContain(role_id);
  }
  const lowerCodes = invites.map(({ code }) => code.toLowerCase());
  expect(new Set(lowerCodes).size).toBe(lowerCodes.length);
  // The status in SQL is the status in code, but for what the clock adds.
  for (const invite of invites) {
    const status = inviteStatus(
      { ...invite, paused: invite.paused === 1, expires_at: null },
      '2026-01-01T00:00:00.000Z',
    );
    expect(invite.standing).toBe(status === 'active' ? 'open' : status);
  }
  for (const event of events) {
    if (event.type !== 'InviteConsumed') continue;
    const limit = limitAt(event.data.code, event.position);
    if (limit > 0) expect(event.data.use_count).toBeLessThanOrEqual(limit);
  }

  /** The limit that an invite had at a position. */
  function limitAt(code: string, position: number): number {
    let limit = 0;
    for (const event of events) {
      if (event.position >= position) break;
      if (event.type !== 'InviteCreated' && event.type !== 'InviteUpdated') continue;
      if (event.data.code === code) limit = event.data.max_uses ?? limit;
    }
    return limit;
  }

  function wasLowered(to: number): boolean {
    return events.some(({ type, data }) => type === 'InviteUpdated' && data.max_uses === to);
  }
}
