import { afterEach, expect, it } from '@jest/globals';
import type { Command } from '@nestjs/cqrs';
import fc from 'fast-check';
import { BLOCK } from '../../src/audit/log-times.projection.js';
import type { Caller } from '../../src/http/caller.js';
import { asRecorded, type IdempotentRequest } from '../../src/http/idempotency-records.js';
import type { InviteCode, RoleId } from '../../src/platform/ids.js';
import { isPlainText } from '../../src/platform/plain-text.js';
import { Refusal } from '../../src/platform/refusal.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { EVENT_REGISTRY, type RecordedGatehouseEvent } from '../../src/events.js';
import { ChangeDisplayName } from '../../src/identity/commands/change-display-name.command.js';
import { SignIn } from '../../src/identity/commands/sign-in.command.js';
import { CreateInvite } from '../../src/invites/commands/create-invite.command.js';
import { CreateOwnerLink } from '../../src/invites/commands/create-owner-link.command.js';
import { EditInvite } from '../../src/invites/commands/edit-invite.command.js';
import { ExpireInvites } from '../../src/invites/commands/expire-invites.command.js';
import { JoinByInvite } from '../../src/invites/commands/join-by-invite.command.js';
import { RevokeInvite } from '../../src/invites/commands/revoke-invite.command.js';
import { ActOnBranch } from '../../src/members/commands/act-on-branch.command.js';
import { AllowUser } from '../../src/members/commands/allow-user.command.js';
import { AssignRole } from '../../src/members/commands/assign-role.command.js';
import { BanMember } from '../../src/members/commands/ban-member.command.js';
import { ErasePerson } from '../../src/members/commands/erase-person.command.js';
import { JoinDirectly } from '../../src/members/commands/join-directly.command.js';
import { KickMember } from '../../src/members/commands/kick-member.command.js';
import { Leave } from '../../src/members/commands/leave.command.js';
import { RemoveRole } from '../../src/members/commands/remove-role.command.js';
import { UnbanMember } from '../../src/members/commands/unban-member.command.js';
import { UnlistUser } from '../../src/members/commands/unlist-user.command.js';
import { BRANCH_ACTIONS } from '../../src/members/branch.decide.js';
import { PROJECTIONS } from '../../src/projections.js';
import { CreateRole } from '../../src/roles/commands/create-role.command.js';
import { DeleteRole } from '../../src/roles/commands/delete-role.command.js';
import { UpdateRole } from '../../src/roles/commands/update-role.command.js';
import { ALL_PERMISSIONS, bitsOf } from '../../src/roles/permissions.js';
import { ADMIN, EVERYONE } from '../../src/roles/role.events.js';
import { ChangeSettings } from '../../src/server/commands/change-settings.command.js';
import { OpenCommunity } from '../../src/server/commands/open-community.command.js';
import { MEMBERSHIP_MODES } from '../../src/server/server.events.js';
import { times } from '../support/concurrently.js';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { keyHolder, openInProcess, type InProcess } from '../support/in-process.js';
import { allEvents, type Log } from '../support/log.js';
import { count, figure, progressOf, rounds, SEED } from '../support/proof.js';

const GROUPS = rounds(50);
/** The first is the owner; the last two have not signed in before somebody bans or lists them. */
const PEOPLE = times(14).map((index) => keyHolder(`person ${index}`));
const KNOWN = PEOPLE.length - 2;

/** What can be in one commit with others: it goes to the log without looking anything up before. */
const TOGETHER = [
  'join',
  'join directly',
  'leave',
  'rename',
  'create invite',
  'edit invite',
  'pause',
  'resume',
  'revoke',
  'kick',
  'ban',
  'unban',
  'allow',
  'unlist',
  'erase',
  'create role',
  'update role',
  'delete role',
  'give role',
  'take role',
  'settings',
] as const;
const ALONE = ['sign in', 'expire', 'act on branch'] as const;

/** What loads before it waits for the lock: when it comes to wait depends on the engine, so it goes by itself. */
const READING_AHEAD: ReadonlySet<Kind> = new Set(['leave', 'kick', 'ban', 'erase', 'delete role']);

type Kind = (typeof TOGETHER)[number] | (typeof ALONE)[number];

const text = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((value) => isPlainText(value, 1, 100));

/** One thing that somebody does; numbers pick among the people, invites and roles there are. */
function stepOf(kinds: fc.Arbitrary<Kind>) {
  return fc.record({
    kind: kinds,
    // Half of it by the owner, as most others may do little.
    who: fc.oneof(fc.constant(0), fc.nat(PEOPLE.length - 1)),
    whom: fc.nat(PEOPLE.length - 1),
    which: fc.nat(),
    text,
    maxUses: fc.constantFrom(0, 0, 1, 2, 5),
    expiresInSeconds: fc.constantFrom(null, 1, 60, 3600),
    ifVersion: fc.option(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), {
      nil: undefined,
      freq: 3,
    }),
    grants: fc.boolean(),
    permissions: fc.integer({ min: 0, max: ALL_PERMISSIONS }),
    position: fc.integer({ min: 1, max: 999 }),
    mode: fc.constantFrom('open' as const, ...MEMBERSHIP_MODES),
    action: fc.constantFrom(...BRANCH_ACTIONS),
    flag: fc.boolean(),
    key: fc.option(fc.constantFrom('first', 'second', 'third'), { nil: undefined }),
  });
}

const together = stepOf(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...TOGETHER) },
    // Or soon there would be nobody left.
    { weight: 1, arbitrary: fc.constantFrom('join' as const, 'create invite' as const) },
  ),
);
const alone = stepOf(fc.constantFrom(...ALONE));

const group = fc.record({
  steps: fc.oneof(
    { weight: 3, arbitrary: fc.array(together, { minLength: 1, maxLength: 8 }) },
    { weight: 1, arbitrary: fc.tuple(alone) },
  ),
  /** How much later, in seconds. */
  later: fc.constantFrom(0, 0.001, 1, 30),
});

type Step = typeof together extends fc.Arbitrary<infer Value> ? Value : never;
type Group = typeof group extends fc.Arbitrary<infer Value> ? Value : never;

const MANAGE_INVITES = bitsOf('manage_invites');

const usual: Step = {
  kind: 'join',
  who: 0,
  whom: 1,
  which: 0,
  text: 'Text',
  maxUses: 0,
  expiresInSeconds: null,
  ifVersion: undefined,
  grants: false,
  permissions: 1,
  position: 5,
  mode: 'invite_only',
  action: 'kick',
  flag: true,
  key: 'first',
};

/** Everything that can happen, once, so that it does not depend on chance whether it did. */
const ONCE: readonly Group[] = (
  [
    { kind: 'create role' },
    { kind: 'create invite', grants: true },
    { kind: 'join' },
    { kind: 'take role' },
    { kind: 'give role' },
    { kind: 'rename' },
    { kind: 'edit invite', maxUses: 5 },
    { kind: 'pause' },
    { kind: 'resume' },
    { kind: 'revoke' },
    { kind: 'kick' },
    { kind: 'ban', whom: KNOWN },
    { kind: 'unban', whom: KNOWN },
    { kind: 'ban', whom: KNOWN },
    { kind: 'allow', whom: KNOWN + 1 },
    { kind: 'unlist', whom: KNOWN + 1 },
    { kind: 'allow', whom: KNOWN + 1 },
    { kind: 'create invite', expiresInSeconds: 1 },
    { kind: 'expire' },
    { kind: 'create invite' },
    { kind: 'join', whom: 2, key: 'second' },
    { kind: 'leave', whom: 2 },
    { kind: 'update role' },
    { kind: 'delete role' },
    { kind: 'settings' },
    { kind: 'create role' },
    { kind: 'give role', whom: 0 },
    // Somebody whose invite was revoked for a reason is erased, and comes back.
    { kind: 'create role', permissions: MANAGE_INVITES },
    { kind: 'create invite' },
    { kind: 'join', key: undefined },
    { kind: 'give role', which: 2 },
    { kind: 'create invite', who: 1 },
    { kind: 'revoke' },
    { kind: 'erase' },
    { kind: 'sign in' },
  ] satisfies Partial<Step>[]
).map((step) => ({ steps: [{ ...usual, ...step }], later: 1 }));

/** Many at once, about few: in all, as many events as share a row of the times of the log. */
const CROWDS: readonly Group[] = times(10).map((crowd) => ({
  steps: times(BLOCK / 10).map((index) => ({
    ...usual,
    kind: 'rename',
    whom: index % 10,
    text: `Name ${crowd} ${index}`,
  })),
  later: 1,
}));

/** A community that can be told what to do, and remembers what there is to do it to. */
class Told {
  readonly outcomes: unknown[] = [];
  private readonly codes: InviteCode[] = [];
  private readonly roles: RoleId[] = [];
  private requests = 0;

  constructor(private readonly house: InProcess) {}

  /** The owner is in, and the others have signed in. */
  async open(): Promise<void> {
    const { commands } = this.house;
    await commands.execute(new OpenCommunity('start'));
    const made = await commands.execute(new CreateOwnerLink('start'));
    for (const index of times(KNOWN)) await this.signIn(index);
    const code = made?.link.split('/').at(-1) as InviteCode;
    await commands.execute(new JoinByInvite(this.callerAt(0), code));
  }

  async follow({ steps, later }: Group): Promise<void> {
    this.house.clock.advance(later);
    // All in one turn: they meet in one commit, in this order.
    const direct = steps.filter(({ kind }) => !READING_AHEAD.has(kind));
    this.outcomes.push(...(await Promise.all(direct.map((step) => this.outcomeOf(step)))));
    for (const step of steps) {
      if (READING_AHEAD.has(step.kind)) this.outcomes.push(await this.outcomeOf(step));
    }
  }

  private async outcomeOf(step: Step): Promise<unknown> {
    try {
      const result = await this.perform(step);
      if (step.kind === 'create invite') this.codes.push((result as { code: InviteCode }).code);
      if (step.kind === 'create role') this.roles.push((result as { id: RoleId }).id);
      return { done: step.kind, result };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refused: step.kind, code: error.code, detail: error.detail };
    }
  }

  private perform(step: Step): Promise<unknown> {
    const { kind } = step;
    if (kind === 'sign in') return this.signIn(step.whom);
    return this.house.commands.execute<Command<unknown>, unknown>(this.commandOf(kind, step));
  }

  private async signIn(index: number): Promise<unknown> {
    const { challenges, commands } = this.house;
    const person = personAt(index);
    const signature = person.sign(await challenges.issue(person.key.userId));
    return commands.execute(new SignIn(person.key, signature, this.requestId(), null));
  }

  private commandOf(kind: Exclude<Kind, 'sign in'>, step: Step): Command<unknown> {
    const by = this.callerAt(step.who);
    const { key } = personAt(step.whom);
    const whom = { userId: key.userId, pubkey: key.text };
    const whoms = this.callerAt(step.whom);
    // Of the newest, as the older ones have died with their makers and roles.
    const code = this.codes.at(-1 - (step.which % 5)) ?? ('nosuchcode' as InviteCode);
    const role = [...this.roles.slice(-5), ADMIN, EVERYONE][step.which % 7] ?? EVERYONE;
    const reason = step.flag ? step.text : undefined;
    const label = step.flag ? step.text : null;
    const { maxUses, expiresInSeconds, permissions, position } = step;
    switch (kind) {
      case 'join':
        return new JoinByInvite({ ...whoms, once: idempotencyOf(step, whoms) }, code);
      case 'join directly':
        return new JoinDirectly({ ...whoms, once: idempotencyOf(step, whoms) });
      case 'leave':
        return new Leave(whoms);
      case 'rename':
        return new ChangeDisplayName(whoms, label);
      case 'create invite': {
        const grantRoleId = step.grants ? role : null;
        const terms = { maxUses, expiresInSeconds, grantRoleId, channelId: label, label };
        return new CreateInvite(by, terms);
      }
      case 'edit invite':
        return new EditInvite(by, code, { maxUses, expiresInSeconds, label }, step.ifVersion);
      case 'pause':
        return new EditInvite(by, code, { paused: true }, undefined);
      case 'resume':
        return new EditInvite(by, code, { paused: false }, undefined);
      case 'revoke':
        return new RevokeInvite(by, code, reason);
      case 'kick':
        return new KickMember(by, whom.userId, reason);
      case 'ban':
        return new BanMember(by, whom, reason);
      case 'unban':
        return new UnbanMember(by, whom.userId, reason);
      case 'allow':
        return new AllowUser(by, whom);
      case 'unlist':
        return new UnlistUser(by, whom.userId);
      case 'erase':
        return new ErasePerson(by, whom.userId);
      case 'create role':
        return new CreateRole(by, { name: step.text, color: null, position, permissions });
      case 'update role':
        return new UpdateRole(by, role, { color: '#0a0b0c', position, permissions }, undefined);
      case 'delete role':
        return new DeleteRole(by, role, reason);
      case 'give role':
        return new AssignRole(by, whom.userId, role);
      case 'take role':
        return new RemoveRole(by, whom.userId, role);
      case 'settings':
        return new ChangeSettings(by, { name: step.text, membership_mode: step.mode }, undefined);
      case 'expire':
        return new ExpireInvites(this.requestId());
      case 'act on branch':
        return new ActOnBranch(by, { inviter: whom.userId }, step.action, reason, step.grants);
    }
  }

  private callerAt(index: number): Caller {
    return { userId: personAt(index).key.userId, requestId: this.requestId() };
  }

  private requestId(): string {
    return `request-${++this.requests}`;
  }
}

function personAt(index: number) {
  const person = PEOPLE[index];
  if (!person) throw new Error(`There is no person ${index}.`);
  return person;
}

function idempotencyOf({ key, which }: Step, { userId }: Caller): IdempotentRequest | undefined {
  return key === undefined ? undefined : asRecorded(userId, key, String(which % 2));
}

/** What engines must agree on: all but hashes, as each seals personal data under keys of its own. */
async function eventsIn(store: Log): Promise<readonly Omit<RecordedGatehouseEvent, 'hash'>[]> {
  return (await allEvents(store)).map(({ hash: _, ...event }) => event);
}

/** Beside the read models: what is written in the same transactions. */
const RUNTIME_TABLES = ['sessions', 'idempotency_keys'];

/** All rows of each table, sorted by the engine. */
async function tablesIn(store: Log): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const tables: Record<string, readonly unknown[]> = {};
  const readModels = PROJECTIONS.flatMap(({ tables }) => tables.map((table) => `{${table}}`));
  for (const table of [...readModels, ...RUNTIME_TABLES]) {
    const [row] = await store.all<Record<string, unknown>>(`SELECT * FROM ${table} LIMIT 1`);
    const columns = Object.keys(row ?? {}).sort();
    const order = columns.map((column) => `${column} NULLS FIRST`).join(', ');
    tables[table] = row
      ? await store.all(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${order}`)
      : [];
  }
  return tables;
}

const databases: TestDatabase[] = [];
const houses: InProcess[] = [];

afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
  for (const database of databases.splice(0)) await database.drop();
});

async function told(on: 'sqlite' | 'postgres', groups: readonly Group[]) {
  const database = await newDatabase(on);
  databases.push(database);
  const house = await openInProcess(database.url);
  houses.push(house);
  const community = new Told(house);
  await community.open();
  for (const each of [...ONCE, ...CROWDS]) await community.follow(each);
  const prepared = await tablesIn(house.store);
  const followed = progressOf(groups.length, `groups of commands on ${on}`);
  for (const [index, each] of groups.entries()) {
    followed(index);
    await community.follow(each);
  }
  return {
    outcomes: community.outcomes,
    events: await eventsIn(house.store),
    prepared,
    tables: await tablesIn(house.store),
    chain: (await verifyChain(house.store)).ok,
  };
}

it('SQLite and PostgreSQL make the same of the same commands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(group, { minLength: GROUPS, maxLength: GROUPS }), async (groups) => {
      const sqlite = await told('sqlite', groups);
      const postgres = await told('postgres', groups);
      expect(postgres).toEqual(sqlite);
      expect(sqlite.chain).toBe(true);
      const rows = Object.values(sqlite.tables).reduce((sum, { length }) => sum + length, 0);
      figure(`${count(sqlite.events.length)} events and ${count(rows)} rows, the same on both`);

      // It was about something: all that can happen did, and every table had rows to compare.
      const happened = new Set<string>(sqlite.events.map(({ type }) => type));
      // A new key is another on each.
      expect([...EVENT_REGISTRY.keys()].filter((type) => !happened.has(type))).toEqual([
        'LogKeyReplaced',
      ]);
      const empty = Object.entries(sqlite.prepared).filter(([, rows]) => rows.length === 0);
      // No event of today names anybody but its stream and its actor.
      expect(empty.map(([table]) => table)).toEqual(['{event_subjects}']);
    }),
    { numRuns: 1, endOnFailure: true, seed: SEED },
  );
});
