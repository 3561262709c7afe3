import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../src/platform/ids.js';
import type { RecordedGatehouseEvent } from '../../src/events.js';
import { bits, Community } from '../support/community.js';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { growLog, type GrownPerson } from '../support/grown-log.js';
import { examine } from '../support/log.js';
import { memberBy, ownerOf, Person, type Answer } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { count, expectWithin, figure, progressOf, rounds } from '../support/proof.js';

interface PersonJson {
  readonly user_id: string;
  readonly pubkey: string;
  readonly depth: number;
  readonly is_member: boolean;
  readonly code?: string;
}

interface OutcomeJson {
  readonly action: string;
  readonly dry_run: boolean;
  readonly people: readonly PersonJson[];
  readonly skipped: readonly PersonJson[];
  readonly invite_count: number;
  readonly invite_codes: readonly string[] | null;
}

function outcomeOf({ status, body }: Answer): OutcomeJson {
  expect(status).toBe(200);
  return body as unknown as OutcomeJson;
}

const ids = (people: readonly PersonJson[]) => people.map(({ user_id }) => user_id);

describe('an action on a branch', () => {
  let community: Community;
  let owner: Person;
  let moderator: Person;
  /** Ann brought Ben and Cleo; Ben brought Dan; Cleo stands above the moderator and brought Eve. */
  let ann: Person;
  let ben: Person;
  let cleo: Person;
  let dan: Person;
  let eve: Person;

  beforeAll(async () => {
    community = await Community.open();
    ({ owner } = community);
    moderator = await community.member(50, 'kick_members', 'ban_members', 'view_audit_log');
    const permissions = bits('manage_invites');
    const inviters = await community.role(5, 'manage_invites');
    const high = await owner.call('POST', '/roles', {
      body: { name: 'High', position: 60, permissions },
    });
    ann = await community.member();
    await community.give(ann, inviters.id);
    [ben, cleo] = [await broughtBy(ann), await broughtBy(ann)];
    await community.give(ben, inviters.id);
    await community.give(cleo, high.body.id);
    [dan, eve] = [await broughtBy(ben), await broughtBy(cleo)];
  });
  afterAll(() => community.close());

  async function broughtBy(inviter: Person): Promise<Person> {
    return memberBy(community.url, await inviter.invite());
  }

  const act = (action: string, body: object, person = moderator, top = ann) =>
    person.call('POST', '/moderation/branch', { body: { action, inviter: top.pubkey, ...body } });

  it('says first what it would do, and does nothing', async () => {
    const before = await community.position();
    for (const body of [{}, { dry_run: true }, { reason: 'Spam' }]) {
      const outcome = outcomeOf(await act('kick', body));
      expect(outcome).toMatchObject({ action: 'kick', dry_run: true, invite_codes: null });
      expect(ids(outcome.people)).toEqual([ann, ben, dan, eve].map(({ userId }) => userId));
      expect(outcome.people.map(({ depth }) => depth)).toEqual([0, 1, 2, 2]);
      expect(outcome.skipped).toMatchObject([{ user_id: cleo.userId, code: 'ROLE_HIERARCHY' }]);
      // Two of Ann's, one of Ben's; Cleo's stays.
      expect(outcome.invite_count).toBe(3);
    }
    expect(await community.position()).toBe(before);
  });

  it('revokes all invites in it, for whoever manages invites, and shows their codes', async () => {
    const manager = await community.member(1, 'manage_invites');
    const code = await ben.invite();
    const would = outcomeOf(await act('revoke_invites', {}, manager, ben));
    const done = outcomeOf(
      await act('revoke_invites', { dry_run: false, reason: 'Cleaned up' }, manager, ben),
    );
    expect(done).toEqual({ ...would, dry_run: false });
    expect(ids(done.people)).toEqual([ben.userId]);
    expect(done.invite_codes).toContain(code);
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ status: 'revoked', revoke_reason: 'Cleaned up' });
  });

  it('kicks everybody below the actor in one go, and leaves the others in', async () => {
    const would = outcomeOf(await act('kick', { reason: 'Raid' }));
    const before = await community.position();
    const done = outcomeOf(await act('kick', { reason: 'Raid', dry_run: false }));
    expect(done).toEqual({ ...would, dry_run: false });
    const { body } = await owner.call('GET', `/audit/events?after=${before}`);
    const { events } = body as unknown as {
      events: readonly { type: string; stream: string; reason: string; correlation_id: string }[];
    };
    const kicked = events.filter(({ type }) => type === 'MemberKicked');
    expect(kicked.map(({ stream }) => stream)).toEqual(
      done.people.map(({ user_id }) => `user-${user_id}`),
    );
    expect(kicked.every(({ reason }) => reason === 'Raid')).toBe(true);
    expect(new Set(events.map(({ correlation_id }) => correlation_id)).size).toBe(1);
    const left = async (person: Person) => (await person.call('GET', '/members')).status;
    expect(await Promise.all([ann, ben, cleo, dan, eve].map(left))).toEqual([
      403, 403, 200, 403, 403,
    ]);
    expect(outcomeOf(await act('kick', {})).people).toEqual([]);
  });

  it('bans those who have left, too, and ends their sessions', async () => {
    const done = outcomeOf(await act('ban', { reason: 'Raid', dry_run: false }));
    expect(ids(done.people)).toEqual([ann, ben, dan, eve].map(({ userId }) => userId));
    for (const person of [ann, ben, dan, eve]) {
      expect((await person.call('GET', '/auth/me')).status).toBe(401);
      await person.signIn();
      expectProblem(await person.join(await owner.invite()), 403, 'MEMBER_BANNED');
    }
    const again = outcomeOf(await act('ban', { dry_run: false }));
    expect(again).toMatchObject({ people: [], invite_count: 0 });
  });

  it('takes nobody who came back through somebody else', async () => {
    const [first, second] = [await community.member(), await community.member()];
    const inviters = await community.role(5, 'manage_invites');
    await community.give(first, inviters.id);
    await community.give(second, inviters.id);
    const guest = await broughtBy(first);
    await community.by(guest, 'DELETE', '/members/me');
    await guest.join(await second.invite());
    expect(ids(outcomeOf(await act('kick', {}, moderator, first)).people)).toEqual([first.userId]);
    expect(ids(outcomeOf(await act('kick', {}, moderator, second)).people)).toEqual(
      [second, guest].map(({ userId }) => userId),
    );
  });

  it('is on people who were in, in words that make sense', async () => {
    const newcomer = await community.newcomer();
    expectProblem(await act('kick', {}, moderator, newcomer), 404, 'MEMBER_NOT_FOUND');
    const code = await owner.invite();
    for (const body of [
      { dry_run: 'no' },
      { dry_run: null },
      { reason: 5 },
      { depth: 1 },
      { action: 'promote' },
      { inviter: 'not a key' },
      { inviter: undefined },
      { invite: code },
      { inviter: undefined, invite: 'short' },
    ]) {
      expectProblem(await act('ban', body), 400, 'VALIDATION_FAILED');
    }
    const nobody = { inviter: undefined, invite: 'Nowhere00' };
    expectProblem(await act('kick', nobody, owner), 404, 'INVITE_NOT_FOUND');
  });

  it('can begin with an invite, which stops with those whom it let in', async () => {
    const maker = await community.member();
    const inviters = await community.role(5, 'manage_invites');
    await community.give(maker, inviters.id);
    const code = await maker.invite();
    const [fay, gus] = [await memberBy(community.url, code), await memberBy(community.url, code)];
    await community.give(fay, inviters.id);
    const hal = await broughtBy(fay);
    const beside = await broughtBy(maker);
    const body = { inviter: undefined, invite: code, reason: 'Raid' };
    // Whoever may not manage invites stops none.
    expectProblem(await act('kick', body), 403, 'MISSING_PERMISSION');
    const would = outcomeOf(await act('kick', body, owner));
    const done = outcomeOf(await act('kick', { ...body, dry_run: false }, owner));
    expect(done).toEqual({ ...would, dry_run: false });
    expect(ids(done.people)).toEqual([fay, gus, hal].map(({ userId }) => userId));
    expect(done.people.map(({ depth }) => depth)).toEqual([1, 1, 2]);
    expect(done.invite_codes?.[0]).toBe(code);
    const { body: invite } = await owner.call('GET', `/invites/${code}/details`);
    expect(invite).toMatchObject({ status: 'revoked', revoke_reason: 'Raid' });
    for (const person of [maker, beside]) {
      expect((await person.call('GET', '/members')).status).toBe(200);
    }
  });

  it('is done once for each Idempotency-Key', async () => {
    const top = await community.member();
    const inviters = await community.role(5, 'manage_invites');
    await community.give(top, inviters.id);
    const below = await broughtBy(top);
    const ask = (body: object) =>
      owner.call('POST', '/moderation/branch', {
        body: { action: 'kick', inviter: top.pubkey, dry_run: false, ...body },
        headers: { 'idempotency-key': 'branch' },
      });
    // Two at once: the second waits for what the first is answered.
    const [one, other] = await Promise.all([ask({}), ask({})]);
    expect(ids(outcomeOf(one).people)).toEqual([top, below].map(({ userId }) => userId));
    expect(outcomeOf(other)).toEqual(outcomeOf(one));
    const before = await community.position();
    expect(outcomeOf(await ask({}))).toEqual(outcomeOf(one));
    expect(await community.position()).toBe(before);
    expectProblem(await ask({ reason: 'another' }), 409, 'CONFLICT');
  });

  it('is answered the same for the same Idempotency-Key, also with a refusal or with nothing', async () => {
    const top = await community.member();
    const someone = await community.member();
    const ask = (person: Person, key: string) =>
      person.call('POST', '/moderation/branch', {
        body: { action: 'revoke_invites', inviter: top.pubkey, dry_run: false },
        headers: { 'idempotency-key': key },
      });
    expectProblem(await ask(someone, 'refused'), 403, 'MISSING_PERMISSION');
    const managers = await community.role(5, 'manage_invites', 'view_audit_log');
    await community.give(someone, managers.id);
    expectProblem(await ask(someone, 'refused'), 403, 'MISSING_PERMISSION');
    const nothing = await ask(owner, 'nothing');
    expect(outcomeOf(nothing)).toMatchObject({ people: [], invite_count: 0 });
    const inviters = await community.role(4, 'manage_invites');
    await community.give(top, inviters.id);
    await top.invite();
    expect(outcomeOf(await ask(owner, 'nothing'))).toEqual(outcomeOf(nothing));
    expect(outcomeOf(await ask(owner, 'again'))).toMatchObject({ invite_count: 1 });
  });

  it('tells how far it is, to who wants to know', async () => {
    const top = await community.member();
    const inviters = await community.role(5, 'manage_invites');
    await community.give(top, inviters.id);
    await broughtBy(top);
    const lines = async (body: object) => {
      const response = await fetch(`${community.url}/api/v1/moderation/branch`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${owner.token}`,
          accept: 'application/x-ndjson',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ action: 'kick', inviter: top.pubkey, ...body }),
      });
      const text = await response.text();
      const type = response.headers.get('content-type');
      return { status: response.status, type, lines: text.trimEnd().split('\n') };
    };
    const told = await lines({ dry_run: false });
    expect([told.status, told.type]).toEqual([200, 'application/x-ndjson']);
    const [progress, outcome] = told.lines.map((line) => JSON.parse(line) as object);
    expect(progress).toEqual({ done: 2, of: 2 });
    expect(outcome).toMatchObject({ action: 'kick', dry_run: false });
    expect(told.lines).toHaveLength(2);
    const refused = await lines({ action: 'promote' });
    expect([refused.status, refused.type]).toEqual([
      400,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
  });
});

const COUNT = rounds(100);
/** What others wait at most while a branch is acted upon, all but one in a hundred. */
const WRITE_MS = 100;

describe(`a branch of ${COUNT}`, () => {
  let database: TestDatabase;
  let server: RunningGatehouse;
  let owner: Person;
  let people: readonly GrownPerson[];

  beforeAll(async () => {
    database = await newDatabase();
    server = await startGatehouse(database.url);
    owner = await ownerOf(server);
    await server.stop();
    // Twenty beside the tree; then chains and bushes: each is brought by one of the thirty before.
    const grown = progressOf(20 + COUNT, 'people have come');
    people = await growLog(database.url, owner.userId as UserId, 20 + COUNT, (number) => {
      grown(number);
      if (number <= 20) return undefined;
      return Math.max(number === 21 ? 1 : 21, number - 1 - ((number * 7919) % 30));
    });
    server = await startGatehouse(database.url, { GATEHOUSE_MAX_ACTIVE_INVITES: '100000' });
    owner.url = server.url;
  });
  afterAll(async () => {
    await server.kill();
    await database.drop();
  });

  it('goes as a whole, exactly as its dry run says', async () => {
    const top = people[20];
    if (!top) throw new Error('There is nobody.');
    const tree = people.filter((person) => isBelow(person, top));
    expect(tree).toHaveLength(COUNT);
    const act = (dry_run: boolean) =>
      owner.call('POST', '/moderation/branch', {
        body: { action: 'kick', inviter: top.pubkey, dry_run },
      });
    const would = outcomeOf(await act(true));
    expect([...ids(would.people)].sort()).toEqual(tree.map(({ userId }) => userId).sort());
    expect(would.invite_count).toBe(COUNT);
    // Others write meanwhile.
    const bystander = people[0];
    const acting = { goesOn: true };
    const writing = (async () => {
      const took: number[] = [];
      while (acting.goesOn) {
        const begun = performance.now();
        await owner.invite({ label: bystander?.pubkey });
        took.push(performance.now() - begun);
      }
      return took.sort((one, other) => one - other);
    })();
    const acted = act(false).finally(() => (acting.goesOn = false));
    const late = await joinsMeanwhile(top, tree, acting);
    const done = outcomeOf(await acted);
    const took = await writing;
    const others = done.people.filter(({ user_id }) => user_id !== late.person.userId);
    expect(JSON.stringify({ ...done, people: others })).toBe(
      JSON.stringify({ ...would, dry_run: false }),
    );
    // Who slips in meanwhile goes with them, though there are more than may be begun with now.
    expect(done.people.length - others.length).toBe(late.joined ? 1 : 0);
    expect((await late.person.call('GET', '/members')).status).toBe(403);
    expect(late.joined || COUNT < 1000).toBe(true);
    const p99 = took[Math.ceil(took.length * 0.99) - 1] ?? 0;
    expectWithin(WRITE_MS, p99, `99 of 100 of ${count(took.length)} writes of others`);
    expect(await server.stop()).toBe(0);

    const { chain, events, live, rebuilt } = await examine(database.url);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    figure(`${count(COUNT)} people kicked in steps, as the dry run said`);
    const kicks = events.filter(({ type }) => type === 'MemberKicked');
    expect(kicks).toHaveLength(done.people.length);
    expect(new Set(kicks.map(({ correlationId }) => correlationId)).size).toBe(1);
    expect(membersAfter(events)).toEqual(
      new Set([
        owner.userId,
        ...people.filter((one) => !isBelow(one, top)).map((one) => one.userId),
      ]),
    );
  });

  /** Once it has begun, by the invite of the one whose turn comes last. */
  async function joinsMeanwhile(
    top: GrownPerson,
    tree: readonly GrownPerson[],
    acting: { readonly goesOn: boolean },
  ): Promise<{ readonly person: Person; readonly joined: boolean }> {
    const person = await Person.signedIn(server.url);
    const isIn = async () => (await owner.call('GET', `/members/${top.pubkey}`)).status === 200;
    while (acting.goesOn && (await isIn()));
    const last = tree.toReversed().toSorted((one, other) => depthOf(other) - depthOf(one))[0];
    const { status } = await person.join(last?.code ?? '');
    return { person, joined: status === 200 };
  }
});

function depthOf(person: GrownPerson): number {
  let depth = 0;
  for (let one = person.parent; one; one = one.parent) depth++;
  return depth;
}

function isBelow(person: GrownPerson, top: GrownPerson): boolean {
  for (let one: GrownPerson | undefined = person; one; one = one.parent)
    if (one === top) return true;
  return false;
}

function membersAfter(events: readonly RecordedGatehouseEvent[]): Set<string> {
  const members = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'MemberJoined') members.add(data.user_id);
    if (type === 'MemberKicked') members.delete(data.user_id);
  }
  return members;
}
