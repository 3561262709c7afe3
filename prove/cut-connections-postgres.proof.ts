import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { times } from '../test/support/concurrently.js';
import { call, memberBy, ownerOf, Person, type Answer } from '../test/support/person.js';
import { OwnPostgres, withOwnPostgres } from '../test/support/own-postgres.js';
import { examineAt } from '../test/support/postgres-log.js';
import { PostgresProxy, type Cut } from '../test/support/postgres-proxy.js';
import { expectProblem } from '../test/support/problem.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { figure } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { cut, TcpProxy } from '../test/support/tcp-proxy.js';
import { until } from '../test/support/until.js';

const CUTS: readonly Cut[] = ['before the commit', 'after the commit'];

withOwnPostgres('a connection that is cut in the middle of a commit', () => {
  let postgres: OwnPostgres;
  let proxy: PostgresProxy;
  let server: RunningGatehouse;
  let owner: Person;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    proxy = await PostgresProxy.to(postgres.port);
    const url = postgres.urlThrough(proxy.tcp.port);
    server = await startGatehouse('', { GATEHOUSE_DATABASE_URL: url });
    owner = await ownerOf(server);
  });
  afterAll(async () => {
    await server.kill();
    await proxy.close();
    await postgres.remove();
  });

  /** How often somebody came in, and how often uses were spent, by what the log says. */
  const inTheLog = async (userId: string, code: string) => {
    const rows = await postgres.query(
      `SELECT type FROM events WHERE (type = 'MemberJoined' AND stream = 'user-${userId}')
         OR (type = 'InviteConsumed' AND stream = 'invite-${code}')`,
    );
    return rows.map(({ type }) => type).sort();
  };

  describe.each(CUTS)('%s', (where) => {
    const isDone = where === 'after the commit';

    /** What is told is true: it was done, or nothing was lost. */
    const expectTruth = (answer: Answer, status: number): void => {
      if (isDone) expect(answer.status).toBe(status);
      else expectProblem(answer, 503, 'STORAGE_UNAVAILABLE');
    };

    it('is answered with what is true, and a retry with the same key has one effect', async () => {
      const subscriber = await Subscriber.connect(server.url, owner);
      const code = await owner.invite({ max_uses: 2 });
      const guest = await Person.signedIn(server.url);
      const headers = { 'idempotency-key': `join-${code}` };
      const isCut = proxy.cutNextCommit(where);
      const first = await guest.join(code, { headers });
      await isCut;
      expectTruth(first, 200);
      if (!isDone) expect(first.headers['retry-after']).toBe('1');
      const there = isDone ? ['InviteConsumed', 'MemberJoined'] : [];
      expect(await inTheLog(guest.userId, code)).toEqual(there);

      const second = await guest.join(code, { headers });
      expect(second).toMatchObject({ status: 200, body: { joined: true } });
      expect((await guest.join(code, { headers })).body).toEqual(second.body);
      expect(await inTheLog(guest.userId, code)).toEqual(['InviteConsumed', 'MemberJoined']);
      await subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'MEMBER_JOIN' && d.user_id === guest.userId),
      );
      // What this process remembers is what is in the log: the second use is there for one more.
      await memberBy(server.url, code);
      const third = await Person.signedIn(server.url);
      expectProblem(await third.join(code), 410, 'INVITE_EXHAUSTED');
      expect(subscriber.of('MEMBER_JOIN')).toHaveLength(2);
      subscriber.close();
    });

    it('without a key leaves nobody in twice', async () => {
      const code = await owner.invite({ max_uses: 1 });
      const guest = await Person.signedIn(server.url);
      const isCut = proxy.cutNextCommit(where);
      expectTruth(await guest.join(code), 200);
      await isCut;
      expect(await guest.join(code)).toMatchObject({ status: 200, body: { joined: !isDone } });
      expect(await inTheLog(guest.userId, code)).toEqual(['InviteConsumed', 'MemberJoined']);
    });

    it('makes one invite of two tries to create it', async () => {
      const headers = { 'idempotency-key': `create ${where}`.replaceAll(' ', '-') };
      const create = () => owner.call('POST', '/invites', { body: { label: where }, headers });
      const isCut = proxy.cutNextCommit(where);
      expectTruth(await create(), 201);
      await isCut;
      const second = await create();
      expect(second.status).toBe(201);
      const all = await owner.call('GET', '/invites?limit=100');
      expect(all.body.invites.filter(({ label }) => label === where)).toEqual([second.body]);
    });
  });

  it.each(CUTS)('%s, and no answer since: that is not known, and said so', async (where) => {
    const code = await owner.invite({ max_uses: 1 });
    const guest = await Person.signedIn(server.url);
    const headers = { 'idempotency-key': `gone-${code}` };
    void proxy.cutNextCommit(where).then(() => proxy.tcp.hold());
    const first = await guest.join(code, { headers });
    proxy.tcp.release();
    expectProblem(first, 503, 'OUTCOME_UNKNOWN');
    expect(first.headers['retry-after']).toBe('1');
    const joined = { status: 200, body: { joined: true } };
    await until(
      'the join is answered',
      async () => (await guest.join(code, { headers })).status === 200,
    );
    expect(await guest.join(code, { headers })).toMatchObject(joined);
    expect(await inTheLog(guest.userId, code)).toEqual(['InviteConsumed', 'MemberJoined']);
  });

  it('leaves a chain that verifies and read models that a replay makes', async () => {
    const { chain, live, rebuilt } = await examineAt(postgres.url);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    figure('commits cut before and after they were done: one effect each, and the truth told');
  });
});

/** A start sends the server nearly 70 messages; it is cut at these, from its first look to the owner link. */
const CUTS_OF_A_START = times(10).map((index) => 3 + 7 * index);

withOwnPostgres('a connection that is cut in the middle of a start', () => {
  let postgres: OwnPostgres;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    // It then sends the same each time.
    await (await startGatehouse('', { GATEHOUSE_DATABASE_URL: postgres.url })).stop();
  });
  afterAll(() => postgres.remove());

  it.each(CUTS_OF_A_START)('at message %i: it goes on when there is one again', async (message) => {
    let sent = 0;
    const proxy = await TcpProxy.to(postgres.port, (passage, chunk, from) => {
      if (from === 'client' && ++sent === message) cut(passage);
      else (from === 'client' ? passage.server : passage.client).write(chunk);
    });
    const server = await startGatehouse('', {
      GATEHOUSE_DATABASE_URL: postgres.urlThrough(proxy.port),
    });
    expect(sent).toBeGreaterThan(message);
    expect(server.ownerLink).toBeDefined();
    expect((await call(server.url, 'GET', '/readyz')).status).toBe(200);
    expect(await server.stop()).toBe(0);
    await proxy.close();
  });
});

withOwnPostgres('a connection that is cut between a client and Gatehouse', () => {
  let postgres: OwnPostgres;
  let server: RunningGatehouse;
  let owner: Person;
  let proxy: TcpProxy;
  let cutAt: 'request' | 'answer' | undefined;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    server = await startGatehouse('', { GATEHOUSE_DATABASE_URL: postgres.url });
    owner = await ownerOf(server);
  });
  beforeEach(async () => {
    proxy = await TcpProxy.to(Number(new URL(server.url).port), (passage, chunk, from) => {
      if (cutAt === (from === 'client' ? 'request' : 'answer')) {
        // Half of the request has come through, or nothing of the answer.
        if (from === 'client') passage.server.write(chunk.subarray(0, chunk.length / 2));
        cutAt = undefined;
        cut(passage);
      } else (from === 'client' ? passage.server : passage.client).write(chunk);
    });
  });
  afterEach(() => proxy.close());
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
    await postgres.remove();
  });

  it.each(['request', 'answer'] as const)(
    'within the %s: the same key gives one effect',
    async (half) => {
      const code = await owner.invite({ max_uses: 2 });
      const guest = await Person.signedIn(server.url);
      const join = (): Promise<Answer> =>
        call(`http://127.0.0.1:${proxy.port}`, 'POST', `/api/v1/invites/${code}/join`, {
          token: guest.token,
          headers: { 'idempotency-key': `key-${half}` },
        });
      cutAt = half;
      await expect(join()).rejects.toThrow();
      const first = await join();
      expect(first).toMatchObject({ status: 200, body: { joined: true } });
      expect((await join()).body).toEqual(first.body);
      const { body } = await owner.call('GET', `/invites/${code}/details`);
      expect(body).toMatchObject({ use_count: 1, status: 'active' });
    },
  );
});
