import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { concurrently, times } from '../test/support/concurrently.js';
import { OwnPgBouncer, withOwnPgBouncer, type PoolMode } from '../test/support/own-pgbouncer.js';
import { call, ownerOf, Person } from '../test/support/person.js';
import { examineAt } from '../test/support/postgres-log.js';
import { temporaryDatabase } from '../test/support/postgres.js';
import { launch, startGatehouse } from '../test/support/process.js';
import { count, figure, progressOf, rounds } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { until } from '../test/support/until.js';

const PEOPLE = rounds(400);
const USES = Math.floor(PEOPLE / 4);
/** How often the pooler is killed while people join. */
const KILLS = 3;

withOwnPgBouncer('behind PgBouncer', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let bouncer: OwnPgBouncer | undefined;

  beforeEach(async () => {
    database = await temporaryDatabase();
  });
  afterEach(async () => {
    await bouncer?.remove();
    await database.drop();
  });

  it('in session mode two processes hold a limit, and lose nothing when it is killed', async () => {
    const pooler = await OwnPgBouncer.start(database.url, 'session');
    bouncer = pooler;
    const here = await startGatehouse(pooler.url);
    const there = await startGatehouse(pooler.url);
    const urls = [here.url, there.url];
    const owner = await ownerOf(here);
    const subscribers = await Promise.all(urls.map((url) => Subscriber.connect(url, owner)));
    const code = await owner.invite({ max_uses: USES });
    const signedIn = progressOf(PEOPLE, 'people have signed in');
    const people = await concurrently(32, times(PEOPLE), (index) => {
      signedIn(index);
      return Person.signedIn(urls[index % 2] ?? here.url);
    });
    /** Whoever is not answered asks again: nobody may get in twice by that. */
    const join = async (person: Person): Promise<number> => {
      for (;;) {
        const { status } = await person.join(code);
        if (status !== 503) return status;
      }
    };
    const size = Math.ceil(PEOPLE / (KILLS + 1));
    const statuses: number[] = [];
    for (const wave of times(KILLS + 1)) {
      const joining = concurrently(32, people.slice(wave * size, (wave + 1) * size), join);
      if (wave > 0) {
        await pooler.kill();
        await pooler.start();
      }
      statuses.push(...(await joining));
      for (const url of urls) {
        await until('it is ready', async () => (await call(url, 'GET', '/readyz')).status === 200);
      }
    }
    const admitted = statuses.filter((status) => status === 200).length;
    expect([admitted, statuses.length]).toEqual([USES, PEOPLE]);
    for (const subscriber of subscribers) {
      await subscriber.until(() => subscriber.of('MEMBER_JOIN').length === USES);
      expect(subscriber.positions()).toEqual([...new Set(subscriber.positions())]);
      subscriber.close();
    }
    expect(await here.stop()).toBe(0);
    expect(await there.stop()).toBe(0);
    const { chain, live, rebuilt } = await examineAt(database.url);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    figure(
      `${USES} of ${count(PEOPLE)} joins by two processes behind PgBouncer, killed ${KILLS} times, admitted`,
    );
  });

  it.each<[PoolMode, string[]]>([
    ['transaction', []],
    ['statement', []],
    // Two connections are then seldom given the same session at the same time, and no session for long.
    ['transaction', ['server_round_robin = 1', 'min_pool_size = 4']],
  ])('in %s mode (%j) a start is refused, and told which mode it needs', async (mode, others) => {
    bouncer = await OwnPgBouncer.start(database.url, mode, others);
    const { process: child, output } = launch({
      GATEHOUSE_PORT: '0',
      GATEHOUSE_DATABASE_URL: bouncer.url,
    });
    await once(child, 'close');
    expect([child.exitCode, output().stderr]).toEqual([
      1,
      'GATEHOUSE_DATABASE_URL: connections do not keep a session of their own: a pooler before PostgreSQL ' +
        'must be in session mode (PgBouncer: pool_mode = session).\n',
    ]);
  });
});
