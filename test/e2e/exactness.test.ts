import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { examine } from '../support/log.js';
import { ownerOf, Person } from '../support/person.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { count, figure, progressOf, rounds } from '../support/proof.js';
import { Subscriber } from '../support/subscriber.js';

const JOINERS = rounds(500);
const USES = 100;

const database = await newDatabase();
let server: RunningGatehouse;
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(database.url);
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

describe(`${JOINERS} joins, 500 at a time, on an invite for ${USES}`, () => {
  it(`admit exactly ${USES}`, async () => {
    const code = await owner.invite({ max_uses: USES });
    const subscribers = await Promise.all([
      Subscriber.connect(server.url, owner),
      Subscriber.connect(server.url, owner),
      Subscriber.connect(server.url, owner),
    ]);
    const signedIn = progressOf(JOINERS, 'people have signed in');
    const people = await concurrently(64, times(JOINERS), (index) => {
      signedIn(index);
      return Person.signedIn(server.url);
    });
    const answers = await concurrently(500, people, (person) => person.join(code));

    const admitted = people.filter((_, index) => answers[index]?.status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(admitted).toHaveLength(USES);
    expect(refused).toHaveLength(JOINERS - USES);
    expect(new Set(refused.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['410 INVITE_EXHAUSTED']),
    );
    const details = await owner.call('GET', `/invites/${code}/details?limit=100`);
    expect(details.body).toMatchObject({ use_count: USES, status: 'exhausted' });
    expect(details.body.redemptions.map(({ user_id }) => user_id).sort()).toEqual(
      admitted.map(({ userId }) => userId).sort(),
    );
    expect((await owner.call('GET', '/server')).body.member_count).toBe(USES + 1);

    for (const subscriber of subscribers) {
      await subscriber.until((messages) => messages.some(({ op }) => op === 'INVITE_DELETE'));
      await subscriber.until(() => subscriber.of('MEMBER_JOIN').length >= USES);
      expect(subscriber.of('MEMBER_JOIN').map(({ d }) => d.user_id)).toEqual(
        subscribers[0].of('MEMBER_JOIN').map(({ d }) => d.user_id),
      );
      expect(subscriber.of('MEMBER_JOIN')).toHaveLength(USES);
      expect(subscriber.of('INVITE_DELETE').map(({ d }) => d.reason)).toEqual(['exhausted']);
      subscriber.close();
    }

    await server.stop();
    const { events, chain, live, rebuilt } = await examine(database.url);
    const uses = events.filter(
      (event) => event.type === 'InviteConsumed' && event.data.code === code,
    );
    expect(uses).toHaveLength(USES);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    figure(`${count(uses.length)} of ${count(JOINERS)} admitted, ${count(refused.length)} refused`);
    server = await startGatehouse(database.url);
    await owner.signIn(server.url);
  });
});

describe('100 at once', () => {
  it('joins of one user spend one use, make one member and one broadcast', async () => {
    const code = await owner.invite({ max_uses: 50 });
    const subscriber = await Subscriber.connect(server.url, owner);
    const person = new Person(server.url);
    await person.signIn();
    const answers = await Promise.all(times(100).map(() => person.join(code)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ body }) => body.joined)).toHaveLength(1);
    const marker = await owner.invite();
    await subscriber.until((messages) => messages.some(({ d }) => d.code === marker));
    expect(subscriber.of('MEMBER_JOIN').map(({ d }) => d.user_id)).toEqual([person.userId]);
    expect((await owner.call('GET', `/invites/${code}/details`)).body.use_count).toBe(1);
    subscriber.close();
  });

  it('requests with one Idempotency-Key have one effect and one answer', async () => {
    const code = await owner.invite({ max_uses: 50 });
    const person = await new Person(server.url).signIn();
    const headers = { 'idempotency-key': 'join-once' };
    const joins = await Promise.all(times(100).map(() => person.join(code, { headers })));
    expect(new Set(joins.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(
      1,
    );
    expect(joins[0]?.body.joined).toBe(true);
    const created = await Promise.all(
      times(100).map(() =>
        owner.call('POST', '/invites', {
          body: { label: 'once' },
          headers: { 'idempotency-key': 'create-once' },
        }),
      ),
    );
    expect(new Set(created.map(({ status, body }) => `${status} ${body.code}`)).size).toBe(1);
    const { body } = await owner.call('GET', '/invites?status=all&limit=100');
    expect(body.invites.filter(({ label }) => label === 'once')).toHaveLength(1);
    expect(body.invites.find((invite) => invite.code === code)?.use_count).toBe(1);
  });
});
