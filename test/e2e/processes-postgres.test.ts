import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { concurrently, times } from '../support/concurrently.js';
import { outOfOrder } from '../support/linear.js';
import { call, memberBy, ownerOf, Person } from '../support/person.js';
import { PlainSubscriber } from '../support/plain-subscriber.js';
import { temporaryDatabase, withSql } from '../support/postgres.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';
import { expectProblem } from '../support/problem.js';
import { count, expectWithin, figure, inDepth, progressOf, rounds } from '../support/proof.js';
import { Subscriber } from '../support/subscriber.js';
import { until } from '../support/until.js';

/**
 * Joins by a fifth as many people, who each try five times at once, at all processes. Signing in takes
 * more than joining; and whoever tries again puts the limit to a harder test than somebody new: the
 * same person must not get in twice, nor spend a second use.
 */
const TRIES = 5;
const PEOPLE = Math.ceil(rounds(1000) / TRIES);
const USES = 100;

describe('three processes on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let servers: readonly [RunningGatehouse, RunningGatehouse, RunningGatehouse];
  let owner: Person;

  beforeAll(async () => {
    database = await temporaryDatabase();
    const start = () =>
      startGatehouse(database.url, { GATEHOUSE_PUBLIC_URL: 'https://community.example' });
    // At the same time: one migrates while the others wait.
    servers = await Promise.all([start(), start(), start()]);
    owner = await ownerOf(servers[0]);
  });
  afterAll(async () => {
    for (const server of servers) expect(await server.stop()).toBe(0);
    await database.drop();
  });

  const [first, second, third] = [0, 1, 2].map((index) => () => {
    const server = servers[index];
    if (!server) throw new Error('There are three.');
    return server.url;
  }) as [() => string, () => string, () => string];
  const urls = () => [first(), second(), third()];

  /** The same person, at another process. */
  const at = (url: string, person: Person): Person => {
    return Object.assign(Object.create(Person.prototype) as Person, person, { url });
  };

  it('print one owner link', () => {
    expect(new Set(servers.map(({ ownerLink }) => ownerLink?.split('/').at(-1))).size).toBe(1);
  });

  it('sign in a person whom one challenges and another verifies, and end sessions for all', async () => {
    const person = new Person(first());
    const asked = await person.call('POST', '/auth/challenge', { body: { pubkey: person.pubkey } });
    const signature = person.sign(asked.body.challenge);
    const body = { pubkey: person.pubkey, signature };
    const verified = await at(second(), person).call('POST', '/auth/verify', { body });
    expect(verified.status).toBe(200);
    expect((await at(third(), person).call('POST', '/auth/verify', { body })).status).toBe(401);
    const token = { token: verified.body.token };
    for (const url of urls()) {
      expect((await at(url, person).call('GET', '/auth/me', token)).status).toBe(200);
    }
    await at(first(), person).call('DELETE', '/auth/session', token);
    await until('the session has ended everywhere', async () => {
      const answers = urls().map((url) => at(url, person).call('GET', '/auth/me', token));
      return (await Promise.all(answers)).every(({ status }) => status === 401);
    });
  });

  it('void no open challenge for anybody who asks for more of them', async () => {
    const person = new Person(first());
    const { pubkey } = person;
    const challenge = async (url: string): Promise<string> =>
      (await at(url, person).call('POST', '/auth/challenge', { body: { pubkey } })).body.challenge;
    const mine = await challenge(first());
    const others = [];
    for (const turn of times(12)) others.push(await challenge(turn % 2 ? second() : third()));
    // Eight are open at once, the first among them.
    expect(new Set([mine, ...others]).size).toBe(8);
    const body = { pubkey, signature: person.sign(mine) };
    expect((await at(second(), person).call('POST', '/auth/verify', { body })).status).toBe(200);
  });

  it('cut off whoever logs out at one of them, wherever they are connected', async () => {
    const guest = await memberBy(first(), await owner.invite());
    const connected = await Promise.all(
      urls().flatMap((url) => [
        Subscriber.connect(url, guest),
        PlainSubscriber.connect(url, guest),
      ]),
    );
    const stays = await Subscriber.connect(second(), owner);
    await guest.call('DELETE', '/auth/session');
    const endedAt = performance.now();
    await Promise.all(connected.map((subscriber) => subscriber.untilClosed()));
    expectWithin(1000, performance.now() - endedAt, 'the last connection was closed');
    for (const url of urls()) {
      expect((await at(url, guest).call('GET', '/auth/me')).status).toBe(401);
      await expect(Subscriber.connect(url, guest)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    }
    expect(stays.closed).toBe(false);
    stays.close();
  });

  it('answer as of what another has written, for whoever says where that is', async () => {
    const code = await owner.invite();
    for (const turn of times(50)) {
      const [here, there] = [urls()[turn % 3] ?? first(), urls()[(turn + 1) % 3] ?? second()];
      const guest = await Person.signedIn(here);
      const joined = await guest.join(code);
      // A gateway cannot be told where that is, and looks itself.
      (await Subscriber.connect(there, guest)).close();
      const headers = { 'gatehouse-position': String(joined.headers['gatehouse-position']) };
      const members = await at(there, guest).call('GET', '/members?limit=1', { headers });
      expect(members.status).toBe(200);
      const label = `Turn ${turn}`;
      const edited = await at(there, owner).call('PATCH', `/invites/${code}`, { body: { label } });
      const seen = { 'gatehouse-position': String(edited.headers['gatehouse-position']) };
      const read = await at(here, owner).call('GET', `/invites/${code}/details`, { headers: seen });
      expect(read.body).toMatchObject({ label });
    }
  });

  it('hold the limit of one invite over all joins, and tell all the same in the same order', async () => {
    const signedIn = progressOf(PEOPLE, 'people have signed in');
    const people = await concurrently(64, times(PEOPLE), (index) => {
      signedIn(index);
      return Person.signedIn(urls()[index % 3] ?? first());
    });
    const subscribers = await Promise.all(urls().map((url) => PlainSubscriber.connect(url, owner)));
    const code = await owner.invite({ max_uses: USES });
    const tries = people.flatMap((person) => times(TRIES).map(() => person));
    const asked: { userId: string; begun: number; ended: number }[] = [];
    const answers = await concurrently(500, tries, async (person, index) => {
      const begun = performance.now();
      const { status, body } = await at(urls()[index % 3] ?? first(), person).join(code);
      if (body.joined) asked.push({ userId: person.userId, begun, ended: performance.now() });
      return status === 200 ? (body.joined ? 'joined' : 'is in') : `${status} ${body.code}`;
    });
    expect(answers).toHaveLength(PEOPLE * TRIES);
    expect(answers.filter((answer) => answer === 'joined')).toHaveLength(USES);
    const ofEach = people.map((_, index) =>
      answers.slice(index * TRIES, (index + 1) * TRIES).sort(),
    );
    // Who is in came in once; to all others every single try was refused.
    const inOnce = [...times(TRIES - 1).map(() => 'is in'), 'joined'];
    expect(ofEach.filter((each) => each.at(-1) === 'joined')).toEqual(
      times(USES).map(() => inOnce),
    );
    expect(answers.filter((answer) => answer === '410 INVITE_EXHAUSTED')).toHaveLength(
      (PEOPLE - USES) * TRIES,
    );
    const { body } = await at(third(), owner).call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ use_count: USES, status: 'exhausted' });
    const lists = [];
    for (const subscriber of subscribers) {
      await subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'INVITE_DELETE' && d.code === code),
      );
      await subscriber.until((messages) => countOf(messages, 'MEMBER_JOIN') === USES);
      lists.push(subscriber.messages.filter(({ s }) => s !== undefined));
      subscriber.close();
    }
    const positions = new Map(lists[0]?.map(({ d, s = NaN }) => [d.user_id, s]));
    const history = asked.map((each) => ({ ...each, position: positions.get(each.userId) ?? NaN }));
    expect(history.filter(({ position }) => !(position > 0))).toEqual([]);
    expect(outOfOrder(history)).toEqual([]);
    expect(lists[1]).toEqual(lists[0]);
    expect(lists[2]).toEqual(lists[0]);
    figure(`${USES} of ${count(answers.length)} joins over three processes admitted`);
  });

  it('answer who shares a batch with a command whose write fails as if there were none', async () => {
    const code = await owner.invite();
    const kept = [await memberBy(first(), code), await memberBy(second(), code)] as const;
    await refuseBans(database.url, { wrong: kept[0].userId, forbidden: kept[1].userId });
    const lock = new Client({ connectionString: database.url });
    await lock.connect();
    const shared = new Set<number>();
    await until('both have shared a batch with others', async () => {
      const before = await refusals(lock);
      // Whoever asks meanwhile waits for the log, and then shares the next transaction of their process.
      await lock.query('BEGIN; SELECT position FROM log_head FOR UPDATE');
      const asked = [first(), second()].map((url, index) => {
        const innocent = () => times(5).map(() => at(url, owner).call('POST', '/invites'));
        const earlier = innocent();
        const ban = at(url, owner).call('POST', `/members/${kept[index]?.pubkey ?? ''}/ban`);
        return { innocent: [...earlier, ...innocent()], ban };
      });
      await until('both wait for the log', async () => (await waiting(lock)) >= 2);
      await lock.query('COMMIT');
      for (const { innocent } of asked) {
        const made = await Promise.all(innocent);
        expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
      }
      const refused = await Promise.all(asked.map(({ ban }) => ban));
      expect(refused.map(({ status }) => status)).toEqual([500, 503]);
      // Twice: with others, and then alone.
      for (const [index, tried] of (await refusals(lock)).entries()) {
        if (tried - (before[index] ?? 0) === 2) shared.add(index);
      }
      return shared.size === 2;
    });
    const { bans } = (await owner.call('GET', '/bans')).body;
    for (const person of kept) {
      expect(bans.map(({ user_id }) => user_id)).not.toContain(person.userId);
      expect((await person.call('GET', '/members')).status).toBe(200);
    }
    await lock.query('DROP TRIGGER refuse ON events');
    await lock.end();
    for (const person of kept) {
      expect((await owner.call('POST', `/members/${person.pubkey}/ban`)).status).toBe(200);
    }
  });

  it('let a client go on at another process where it stopped', async () => {
    const before = await Subscriber.connect(first(), owner);
    const code = await owner.invite();
    await before.until((messages) => messages.some(({ d }) => d.code === code));
    const last = before.positions().at(-1);
    before.close();
    const guests = await Promise.all(urls().map((url) => memberBy(url, code)));
    const after = await Subscriber.connect(third(), owner, last);
    await after.until((messages) => countOf(messages, 'MEMBER_JOIN') === guests.length);
    expect(after.of('MEMBER_JOIN').map(({ d }) => d.user_id)).toEqual(
      expect.arrayContaining(guests.map(({ userId }) => userId)),
    );
    expect(after.positions()).toEqual([...new Set(after.positions())]);
    after.close();
  });

  it('cut off the kicked and the banned everywhere, and forget what they could do', async () => {
    const code = await owner.invite();
    const [kicked, banned] = [await memberBy(second(), code), await memberBy(third(), code)];
    const sockets = [
      await Subscriber.connect(second(), kicked),
      await Subscriber.connect(third(), banned),
      await Subscriber.connect(second(), banned),
    ];
    for (const url of urls()) {
      expect((await at(url, banned).call('GET', '/members')).status).toBe(200);
      expect((await at(url, kicked).call('GET', '/members')).status).toBe(200);
    }
    await owner.call('POST', `/members/${kicked.pubkey}/kick`);
    await owner.call('POST', `/members/${banned.pubkey}/ban`);
    for (const socket of sockets) await socket.untilClosed();
    await until('both are out everywhere', async () => {
      const answers = urls().flatMap((url) => [
        at(url, kicked).call('GET', '/members'),
        at(url, banned).call('GET', '/members'),
      ]);
      return (await Promise.all(answers)).every(({ status }, index) =>
        index % 2 === 0 ? status === 403 : status === 401,
      );
    });
  });
});

describe('processes that come and go on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  const start = (settings: Readonly<Record<string, string>> = {}) =>
    startGatehouse(database.url, settings);

  beforeEach(async () => {
    database = await temporaryDatabase();
  });
  afterEach(() => database.drop());

  it('count requests together', async () => {
    const servers = [
      await start({ GATEHOUSE_RATE_LIMIT: 'on' }),
      await start({ GATEHOUSE_RATE_LIMIT: 'on' }),
    ];
    const { pubkey } = new Person('');
    const statuses: number[] = [];
    for (const turn of times(32)) {
      const url = servers[turn % 2]?.url ?? '';
      const path = '/api/v1/auth/challenge';
      statuses.push((await call(url, 'POST', path, { body: { pubkey } })).status);
    }
    expect(statuses).toEqual([...times(30).map(() => 200), 429, 429]);
    for (const server of servers) await server.stop();
  });

  it('refuse with 503 who wants a hot invite while somebody else holds the log, and count right afterwards', async () => {
    // Less than the five seconds that it is otherwise.
    const impatient = () => startGatehouse(`${database.url}?lock_timeout=300`);
    const servers = await Promise.all([impatient(), impatient()]);
    const owner = await ownerOf(servers[0]);
    const code = await owner.invite({ max_uses: 3 });
    const people = await Promise.all(
      times(8).map((index) => Person.signedIn(servers[index % 2]?.url ?? '')),
    );
    const everybody = () => Promise.all(people.map((person) => person.join(code)));
    const sleeper = new Client({ connectionString: database.url });
    sleeper.on('error', () => undefined);
    await sleeper.connect();
    await sleeper.query('BEGIN; SELECT position FROM log_head FOR UPDATE');
    for (const answer of await everybody()) {
      expectProblem(answer, 503, 'STORAGE_UNAVAILABLE');
      expect(answer.headers['retry-after']).toBe('1');
    }
    await sleeper.end();
    const statuses = (await everybody()).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 410, 410, 410, 410, 410]);
    const { body } = await owner.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ use_count: 3, status: 'exhausted' });
    for (const server of servers) expect(await server.stop()).toBe(0);
  });

  it('record each expiry once, and take over from the one that did it', async () => {
    const leader = await start();
    const owner = await ownerOf(leader);
    const other = await start();
    const subscriber = await Subscriber.connect(other.url, owner);
    const expired = (code: string) =>
      subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'INVITE_DELETE' && d.code === code),
      );
    await expired(await owner.invite({ expires_in_seconds: 1 }));
    await leader.kill();
    const person = Object.assign(Object.create(Person.prototype) as Person, owner, {
      url: other.url,
    });
    await expired(await person.invite({ expires_in_seconds: 1 }));
    expect(subscriber.of('INVITE_DELETE')).toHaveLength(2);
    subscriber.close();
    await other.stop();
  });

  inDepth('serve two communities in two schemas, and each has one that leads', async () => {
    const schemas = ['one', 'two'];
    await withSql(database.url, schemas.map((name) => `CREATE SCHEMA ${name};`).join(' '));
    const servers = await Promise.all(
      schemas.map((name) => startGatehouse(`${database.url}?options=-c%20search_path%3D${name}`)),
    );
    for (const server of servers) {
      const owner = await ownerOf(server);
      const subscriber = await Subscriber.connect(server.url, owner);
      const code = await owner.invite({ expires_in_seconds: 1 });
      await subscriber.until((messages) =>
        messages.some(({ op, d }) => op === 'INVITE_DELETE' && d.code === code),
      );
      subscriber.close();
    }
    for (const server of servers) expect(await server.stop()).toBe(0);
    await withSql(database.url, schemas.map((name) => `DROP SCHEMA ${name} CASCADE;`).join(' '));
  });

  it('wait out a database that cuts their connections, and lose nothing', async () => {
    const server = await start();
    const owner = await ownerOf(server);
    const code = await owner.invite();
    const subscriber = await Subscriber.connect(server.url, owner);
    await cutConnections(database.url);
    const guest = new Person(server.url);
    // What was cut off is answered with 503 or anew; the same person then comes in once.
    let joined: number | undefined;
    while (joined !== 200) {
      try {
        await guest.signIn();
        joined = (await guest.join(code)).status;
      } catch {
        joined = undefined;
      }
    }
    await subscriber.until((messages) => countOf(messages, 'MEMBER_JOIN') === 1);
    expect((await call(server.url, 'GET', '/readyz')).status).toBe(200);
    subscriber.close();
    expect(await server.stop()).toBe(0);
  });
});

/** Makes the database refuse the bans of these people: with an error of its own, and by the rights of a table. */
async function refuseBans(
  url: string,
  { wrong, forbidden }: { readonly wrong: string; readonly forbidden: string },
): Promise<void> {
  await withSql(
    url,
    `CREATE SEQUENCE wrong; CREATE SEQUENCE forbidden;
     CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NEW.type <> 'MemberBanned' THEN RETURN NEW; END IF;
       IF NEW.stream = 'user-${wrong}' THEN PERFORM nextval('wrong'); RAISE EXCEPTION 'No.'; END IF;
       IF NEW.stream = 'user-${forbidden}' THEN
         PERFORM nextval('forbidden');
         RAISE EXCEPTION 'No.' USING ERRCODE = '42501';
       END IF;
       RETURN NEW;
     END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
}

/** How often each was refused so far: what sequences have given is not rolled back. */
async function refusals(client: Client): Promise<readonly number[]> {
  const counted = (name: string) => `(SELECT last_value - 1 + is_called::int FROM ${name})::int`;
  const { rows } = await client.query<{ wrong: number; forbidden: number }>(
    `SELECT ${counted('wrong')} AS wrong, ${counted('forbidden')} AS forbidden`,
  );
  return rows.flatMap(({ wrong, forbidden }) => [wrong, forbidden]);
}

/** How many connections to the database wait for a lock. */
async function waiting(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT COUNT(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}

async function cutConnections(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await client.end();
}

function countOf(messages: readonly { readonly op: string }[], op: string): number {
  return messages.filter((message) => message.op === op).length;
}
