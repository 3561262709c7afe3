import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { times } from '../test/support/concurrently.js';
import { OwnPostgres, withOwnPostgres } from '../test/support/own-postgres.js';
import { call, memberBy, ownerOf, Person } from '../test/support/person.js';
import { examineAt } from '../test/support/postgres-log.js';
import { expectProblem } from '../test/support/problem.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { TcpProxy } from '../test/support/tcp-proxy.js';
import { until } from '../test/support/until.js';

const FAILOVERS = rounds(6);
const CLIENTS = 12;
/** Joins that are answered between one failover and the next. */
const BETWEEN = 40;
/** A client's pause before it tries again. */
const PAUSE_MS = 25;
/** What it takes somebody to notice that the primary is gone. */
const UNNOTICED_MS = 2000;

/** The primary, its standby, and two processes with an address that leads to whichever takes writes. */
let primary: OwnPostgres;
let standby: OwnPostgres;
let proxy: TcpProxy;
let servers: readonly RunningGatehouse[];
let owner: Person;
let subscribers: readonly Subscriber[];
let load: Load;

beforeEach(async () => {
  primary = await OwnPostgres.start();
  proxy = await TcpProxy.to(primary.port);
  const settings = { GATEHOUSE_DATABASE_URL: primary.urlThrough(proxy.port) };
  servers = [await startGatehouse('', settings), await startGatehouse('', settings)];
  owner = await ownerOf({ url: urlOf(0), ownerLink: servers[0]?.ownerLink });
  subscribers = await Promise.all(servers.map(({ url }) => Subscriber.connect(url, owner)));
  load = new Load(await owner.invite(), urlOf);
});
afterEach(async () => {
  await load.stop();
  for (const subscriber of subscribers) subscriber.close();
  await Promise.all(servers.map((server) => server.kill()));
  await proxy.close();
  await primary.remove();
  await standby.remove();
});

const urlOf = (index: number): string => servers[index % servers.length]?.url ?? '';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function untilReadyIs(status: 200 | 503): Promise<void> {
  for (const { url } of servers) {
    const answers = async () => (await call(url, 'GET', '/readyz')).status === status;
    await until(`/readyz says ${status}`, answers);
  }
}

/** The standby takes over: who had the log is gone for good. */
async function takeOver(): Promise<void> {
  await standby.promote();
  await primary.remove();
  primary = standby;
  proxy.leadTo(primary.port);
}

interface Join {
  readonly userId: string;
  /** When the try that was answered with 200 began. */
  readonly begun: number;
  readonly ended: number;
}

/** People who come in one after another, at any process, and try again until they are answered. */
class Load {
  readonly answered: Join[] = [];
  readonly statuses = new Set<number>();
  private stopped = false;
  private readonly running: Promise<unknown>;

  constructor(
    private readonly code: string,
    private readonly at: (index: number) => string,
  ) {
    this.running = Promise.all(times(CLIENTS).map((client) => this.run(client)));
  }

  /** Resolves when so many more were let in. */
  async lets(more: number): Promise<void> {
    const enough = this.answered.length + more;
    await until(`${enough} were let in`, () => this.answered.length >= enough);
  }

  /** The first who asked after a moment and was let in: when that was answered. */
  async letsInAfter(moment: number): Promise<number> {
    const first = () => this.answered.find(({ begun }) => begun > moment);
    await until('somebody is let in', () => first() !== undefined);
    return first()?.ended ?? NaN;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(client: number): Promise<void> {
    for (let turn = client; !this.stopped; turn++) await this.letIn(new Person(''), turn);
  }

  /** Every other one sends the same key with each try. */
  private async letIn(person: Person, turn: number): Promise<void> {
    const keyed = turn % 2 === 0;
    const headers = keyed ? { 'idempotency-key': randomUUID() } : undefined;
    for (let at = turn; !this.stopped; at++) {
      person.url = this.at(at);
      const begun = performance.now();
      try {
        if (person.token === '') await person.signIn();
        const { status, body } = await person.join(this.code, headers && { headers });
        this.statuses.add(status);
        if (status === 200) {
          if (keyed) expect(body.joined).toBe(true);
          this.answered.push({ userId: person.userId, begun, ended: performance.now() });
          return;
        }
        // An asynchronous standby may not have heard of the session.
        if (status === 401) person.token = '';
      } catch (error) {
        if (!(error instanceof Error) || error.message.includes('expect(')) throw error;
      }
      await pause(PAUSE_MS);
    }
  }
}

/** Everybody hears of one more join, and so of all before it; then the processes end, and the log is looked at. */
async function examine(code: string) {
  await load.stop();
  const last = await memberBy(urlOf(1), code);
  for (const subscriber of subscribers) {
    await subscriber.until((messages) => messages.some(({ d }) => d.user_id === last.userId));
  }
  const heard = subscribers.map((subscriber) => subscriber.of('MEMBER_JOIN').map(({ s }) => s));
  for (const server of servers) expect(await server.stop()).toBe(0);
  const { chain, events, live, rebuilt } = await examineAt(primary.url);
  expect(chain).toMatchObject({ ok: true, checked: events.length });
  expect(live).toEqual(rebuilt);
  const joins = events.flatMap((event) => (event.type === 'MemberJoined' ? [event] : []));
  const people = joins.map(({ data }) => data.user_id);
  expect(new Set(people).size).toBe(people.length);
  return { joins, people: new Set<string>(people), heard };
}

withOwnPostgres('a standby that takes over when the primary is killed', () => {
  it('has all that was answered, if commits wait for it', async () => {
    const outages: number[] = [];
    const pauses: number[] = [];
    const done = progressOf(FAILOVERS, 'failovers');
    for (const failover of times(FAILOVERS)) {
      done(failover);
      standby = await primary.streamingStandby();
      await primary.waitForStandby();
      await load.lets(BETWEEN);
      const killedAt = performance.now();
      await primary.kill();
      if (failover % 2 === 1) {
        // The address has moved before the standby takes writes: it is read meanwhile.
        proxy.leadTo(standby.port);
        await until('it is read', async () => {
          return (await owner.call('GET', '/members')).status === 200;
        });
        const refused = await owner.call('POST', '/invites');
        expectProblem(refused, 503, 'STORAGE_UNAVAILABLE');
        expect(refused.headers['retry-after']).toBe('1');
        await untilReadyIs(503);
        await pause(UNNOTICED_MS);
      }
      await takeOver();
      const promotedAt = performance.now();
      const letInAt = await load.letsInAfter(killedAt);
      outages.push(letInAt - killedAt);
      pauses.push(letInAt - promotedAt);
      await untilReadyIs(200);
    }
    const { joins, people, heard } = await examine(await owner.invite());
    expect(load.answered.filter(({ userId }) => !people.has(userId))).toEqual([]);
    const [, ...afterOwner] = joins.map(({ position }) => position);
    for (const positions of heard) expect(positions).toEqual(afterOwner);
    for (const subscriber of subscribers) expect(subscriber.of('RESYNC')).toEqual([]);
    for (const { output } of servers) {
      expect(output().stderr).not.toContain('The log no longer holds what it held');
    }
    expect([...load.statuses].sort()).toEqual([200, 503]);
    const [longest, pause_] = [Math.max(...outages), Math.max(...pauses)];
    figure(
      `${count(FAILOVERS)} failovers to a synchronous standby, ${count(load.answered.length)} joins answered: none lost, none twice, all told once; ` +
        `writes failed for ${seconds(Math.min(...outages))} to ${seconds(longest)}, at most ${seconds(pause_)} of it after the promotion`,
    );
  });

  it('lets nobody believe in a commit that it has not, if commits wait for it', async () => {
    standby = await primary.streamingStandby();
    await primary.waitForStandby();
    await load.lets(BETWEEN);
    await load.stop();
    const code = await owner.invite();
    const guest = await Person.signedIn(urlOf(0));
    await standby.kill();
    const joins = guest.join(code);
    const waits = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query ~ 'COMMIT'`;
    await until('a commit waits', async () => (await primary.query(waits)).length > 0);
    // The commit is done, on the primary alone, and nobody waits for the standby any more.
    await primary.query(`SELECT pg_terminate_backend(pid) FROM (${waits}) AS waiting`);
    expectProblem(await joins, 503, 'OUTCOME_UNKNOWN');
    await primary.kill();
    proxy.leadTo(standby.port);
    await standby.start();
    await takeOver();
    await until('it joins', async () => (await guest.join(code)).status === 200);
    const { people } = await examine(code);
    expect(people).toContain(guest.userId);
  });

  it('may lack what was answered, if commits do not wait for it: that is noticed', async () => {
    standby = await primary.streamingStandby();
    await load.lets(BETWEEN);
    const limited = await owner.invite({ max_uses: 1 });
    const [first, second, third] = await Promise.all(
      times(3).map((at) => Person.signedIn(urlOf(at))),
    );
    if (!first || !second || !third) throw new Error('There are three.');
    const code = await owner.invite();
    await until('the standby has that', async () => {
      const rows = await standby.query(`SELECT 1 FROM events WHERE stream = 'invite-${code}'`);
      return rows.length > 0;
    });
    // From here on the standby hears nothing.
    const [sender] = await primary.query('SELECT pid FROM pg_stat_replication');
    process.kill(Number(sender?.pid), 'SIGSTOP');
    expect((await first.join(limited)).status).toBe(200);
    expectProblem(await second.join(limited), 410, 'INVITE_EXHAUSTED');
    await load.lets(BETWEEN);
    const killedAt = performance.now();
    await primary.kill();
    await takeOver();
    const promotedAt = performance.now();
    const letInAt = await load.letsInAfter(promotedAt);
    for (const subscriber of subscribers) {
      await subscriber.until(() => subscriber.of('RESYNC').length > 0);
    }
    // The use that was lost with its join is there again: for one, and no more.
    await until('it joins', async () => (await second.join(limited)).status === 200);
    expectProblem(await third.join(limited), 410, 'INVITE_EXHAUSTED');
    const { people } = await examine(code);
    const lost = load.answered.filter(({ userId }) => !people.has(userId));
    expect(lost.length).toBeGreaterThan(0);
    expect(people.has(first.userId)).toBe(false);
    for (const { output } of servers) {
      expect(output().stderr).toContain('The log no longer holds what it held');
    }
    figure(
      `${count(lost.length)} answered joins lost to an asynchronous standby that was behind: noticed, logged and RESYNC sent by both processes, the limit held; ` +
        `writes failed for ${seconds(letInAt - killedAt)}`,
    );
  });
});

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
