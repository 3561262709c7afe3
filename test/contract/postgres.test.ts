import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DatabaseRefused, StorageUnavailable } from '../../src/event-store/errors.js';
import { Projections } from '../../src/event-store/projections/projections.js';
import { ensureProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { openPostgres } from '../../src/event-store/postgres/postgres-database.js';
import { PostgresEventStore } from '../../src/event-store/postgres/postgres-event-store.js';
import { LogFollower } from '../../src/event-store/log-follower.js';
import { States } from '../../src/event-store/states.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { temporaryDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';
import {
  counted,
  describeEventStore,
  expectErasedElsewhere,
  TEST_PROJECTION,
  TEST_REGISTRY,
  type OpenStore,
} from './event-store.contract.js';

async function openAt(url: string): Promise<PostgresEventStore> {
  const database = await openPostgres({ url, readers: 4 });
  return new PostgresEventStore(database, TEST_REGISTRY, new Projections([TEST_PROJECTION]));
}

async function openDatabase(): Promise<
  OpenStore & { readonly url: string; readonly store: PostgresEventStore }
> {
  const database = await temporaryDatabase();
  const { url } = database;
  let store = await openAt(url);
  return {
    url,
    store,
    reopen: async () => {
      await store.close();
      return (store = await openAt(url));
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}

async function sqlOn(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

describe('with PostgreSQL', () => {
  describeEventStore('PostgreSQL', openDatabase);

  describe('several processes on one PostgreSQL', () => {
    it('hear of an erasure by another', async () => {
      const opened = await openDatabase();
      await ensureProjections(opened.store, [TEST_PROJECTION]);
      const other = await openAt(opened.url);
      await expectErasedElsewhere(opened.store, other);
      await other.close();
      await opened.close();
    });

    it('write one log without a gap, and one of a hundred wins a stream', async () => {
      const opened = await openDatabase();
      const { url, store } = opened;
      const others = [await openAt(url), await openAt(url)];
      await ensureProjections(store, [TEST_PROJECTION]);
      const stores = [store, ...others];
      await Promise.all(
        stores.flatMap((each, index) =>
          Array.from({ length: 50 }, () =>
            each.append([
              { stream: `s${index}`, expectedVersion: 'any', events: [counted()] },
              { stream: 'all', expectedVersion: 'any', events: [counted()] },
            ]),
          ),
        ),
      );
      const race = await Promise.allSettled(
        Array.from({ length: 99 }, (_, index) =>
          (stores[index % 3] ?? store).append([
            { stream: 'hot', expectedVersion: 'no-stream', events: [counted()] },
          ]),
        ),
      );
      expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await verifyChain(store)).toMatchObject({ ok: true, checked: 301 });
      expect(await store.get(`SELECT total FROM {sums} WHERE stream = 'all'`)).toEqual({
        total: 150,
      });
      for (const other of others) await other.close();
      await opened.close();
    });

    it('hear of each other', async () => {
      const opened = await openDatabase();
      const { url, store } = opened;
      await ensureProjections(store, [TEST_PROJECTION]);
      const other = await openAt(url);
      let told: () => void = () => undefined;
      const heard = new Promise<void>((resolve) => (told = resolve));
      other.onOthersCommit(() => {
        void other.head().then(({ position }) => {
          if (position > 0) told();
        });
      });
      await store.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
      await heard;
      await other.close();
      await opened.close();
    });
  });

  it('tells every process what one of them has to tell', async () => {
    const opened = await openDatabase();
    const other = await openAt(opened.url);
    const heard: unknown[] = [];
    other.onMessage((message) => heard.push(message));
    // Once without a word, when it begins to hear.
    await until('the other process listens', () => heard.length === 1);
    await opened.store.transact((transaction) => transaction.tell('something'));
    await until('the message is heard', () => heard.length === 2);
    expect(heard).toEqual([undefined, 'something']);
    await other.close();
    await opened.close();
  });

  describe('a follower', () => {
    it('publishes what others have committed between commits of its own process', async () => {
      const opened = await openDatabase();
      const { url, store } = opened;
      await ensureProjections(store, [TEST_PROJECTION]);
      const other = await openAt(url);
      const append = (to: PostgresEventStore) =>
        to.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
      const published: number[] = [];
      let goOn: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (goOn = resolve));
      let all: () => void = () => undefined;
      const done = new Promise<void>((resolve) => (all = resolve));
      const tail = new LogFollower(store, new States(store), {
        passOver: () => undefined,
        publish: ({ position }) => {
          published.push(position);
          if (position === 5) all();
          return position === 1 ? held : undefined;
        },
        onError: (error) => published.push(Number(error)),
        onOutage: (error) => published.push(Number(error)),
        onRewind: ({ position }) => published.push(-position),
      });
      tail.start(await store.head());
      for (const each of [store, store, other, store, store]) await append(each);
      goOn();
      await done;
      expect(published).toEqual([1, 2, 3, 4, 5]);
      await tail.stop();
      await other.close();
      await opened.close();
    });
  });

  describe('a connection that is cut', () => {
    it('is an error that passes, and the next append goes through', async () => {
      const opened = await openDatabase();
      const { url, store } = opened;
      await ensureProjections(store, [TEST_PROJECTION]);
      const append = () =>
        store.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
      await append();
      const cut = store.transact(async (transaction) => {
        await transaction.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
        await sqlOn(
          url,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
      });
      await expect(cut).rejects.toBeInstanceOf(StorageUnavailable);
      expect(await append()).toMatchObject([{ position: 2, version: 2 }]);
      // Its idle connections were cut, too, and may not know it yet.
      expect(await verifyChain(await opened.reopen())).toMatchObject({ ok: true, checked: 2 });
      await opened.close();
    });
  });

  describe('a database that is not ours', () => {
    it.each([
      ['has a table of the same name', 'CREATE TABLE events (id INTEGER)'],
      [
        'has migrations of another program',
        `CREATE TABLE migrations (id SERIAL, name TEXT);
         INSERT INTO migrations (name) VALUES ('Theirs1')`,
      ],
    ])('is refused: it %s', async (_, theirs) => {
      const database = await temporaryDatabase();
      const { url } = database;
      await sqlOn(url, theirs);
      await expect(openPostgres({ url, readers: 1 })).rejects.toBeInstanceOf(DatabaseRefused);
      await database.drop();
    });

    it('is refused when a newer program wrote it', async () => {
      const opened = await openDatabase();
      const { url } = opened;
      await sqlOn(url, `INSERT INTO migrations (timestamp, name) VALUES (9, 'Tomorrow9')`);
      await expect(openPostgres({ url, readers: 1 })).rejects.toThrow(/newer version/);
      await opened.close();
    });
  });
});
