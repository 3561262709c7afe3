import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, DatabaseError } from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { CommandRunner } from '../../src/event-store/commands/command-runner.js';
import { States } from '../../src/event-store/states.js';
import type { Fold } from '../../src/event-store/fold.js';
import {
  DatabaseRefused,
  OutcomeUnknown,
  StorageUnavailable,
} from '../../src/event-store/errors.js';
import type { DomainEvent } from '../../src/event-store/event.js';
import { openPostgres } from '../../src/event-store/postgres/postgres-database.js';
import { PostgresEventStore } from '../../src/event-store/postgres/postgres-event-store.js';
import { openStoredPostgres } from '../../src/event-store/postgres/postgres-stored-log.js';
import { Projections } from '../../src/event-store/projections/projections.js';
import { ensureProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { sql } from '../../src/event-store/statement.js';
import { temporaryDatabase, withPostgres, withSql } from '../support/postgres.js';
import { freePort } from '../support/process.js';
import { PostgresProxy } from '../support/postgres-proxy.js';
import { silence, TcpProxy } from '../support/tcp-proxy.js';
import { counted, TEST_PROJECTION, TEST_REGISTRY } from './event-store.contract.js';
import { until } from '../support/until.js';

/** So that nobody has to wait for what waits seconds in earnest. */
const LIMITS = { connect: 1000, lock: 300, statement: 600, answer: 900 };

const tally: Fold<number, DomainEvent> = {
  name: 'tally',
  version: 1,
  initialState: 0,
  evolve: (count) => count + 1,
};
const origin = { actor: 'system', correlationId: 'test' };

withPostgres('a PostgreSQL that fails', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let proxy: TcpProxy;
  let opened: PostgresEventStore[] = [];

  beforeEach(async () => {
    database = await temporaryDatabase();
    proxy = await TcpProxy.to(Number(new URL(database.url).port));
    await ensureProjections(await open(), [TEST_PROJECTION]);
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
    await proxy.close();
    await database.drop();
  });

  const open = async (limits = LIMITS, url = database.url): Promise<PostgresEventStore> => {
    const connections = await openPostgres({ url, readers: 2, limits });
    const store = new PostgresEventStore(
      connections,
      TEST_REGISTRY,
      new Projections([TEST_PROJECTION]),
    );
    opened.push(store);
    return store;
  };
  const throughProxy = (): Promise<PostgresEventStore> => {
    const url = new URL(database.url);
    url.port = String(proxy.port);
    return open(LIMITS, url.href);
  };
  const append = (store: PostgresEventStore, stream = 'a') =>
    store.append([{ stream, expectedVersion: 'any', events: [counted()] }]);
  const asked = async (text: string, values: unknown[] = []) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text, values);
    await client.end();
    return rows;
  };
  /** Whether the database takes connections; those that there are stay. */
  const allowConnections = (allowed: boolean) => {
    const name = new URL(database.url).pathname.slice(1);
    const beside = process.env.TEST_POSTGRES_URL ?? '';
    return withSql(beside, `ALTER DATABASE ${name} ALLOW_CONNECTIONS ${allowed}`);
  };
  /** Somebody holds the head until `work` is done. */
  const whileHeld = async (work: () => Promise<void>): Promise<void> => {
    const sleeper = new Client({ connectionString: database.url });
    await sleeper.connect();
    await sleeper.query('BEGIN; SELECT 1 FROM log_head FOR UPDATE');
    await work();
    await sleeper.end();
  };

  it('answers a read that waits too long for a connection as the log that is out of reach', async () => {
    const store = await open();
    const { pool } = store;
    const taken = [await pool.connect(), await pool.connect()];
    const reads = Promise.allSettled([store.head(), store.readAll(0, 1)]);
    await until('both wait', () => pool.waitingCount === 2);
    for (const outcome of await reads) {
      expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
    }
    for (const client of taken) client.release();
    expect((await store.head()).position).toBe(0);
  });

  it.each([
    ['lock', '55P03', LIMITS],
    ['statement', '57014', { ...LIMITS, lock: 0 }],
  ])('gives up at the limit of a %s (%s), and goes on', async (_, code, limits) => {
    const store = await open(limits);
    await whileHeld(async () => {
      const failed: unknown = await append(store).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(StorageUnavailable);
      expect(failed).toMatchObject({ cause: { code } });
    });
    expect(await append(store)).toMatchObject([{ position: 1 }]);
  });

  it('takes the head from a process that stands still in a transaction', async () => {
    const [stuck, store] = [await open(), await open({ ...LIMITS, lock: 5000, statement: 5000 })];
    let goOn: () => void = () => undefined;
    const standing = new Promise<void>((resolve) => (goOn = resolve));
    let locked: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (locked = resolve));
    const lost = stuck.transact(async (transaction) => {
      await transaction.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
      await transaction.get(sql('SELECT 1'));
      locked();
      await standing;
    });
    await held;
    expect(await append(store)).toMatchObject([{ position: 1 }]);
    goOn();
    await expect(lost).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await append(stuck)).toMatchObject([{ position: 2, version: 2 }]);
  });

  describe('while a commit is answered', () => {
    let cutting: PostgresProxy;

    beforeEach(async () => {
      cutting = await PostgresProxy.to(Number(new URL(database.url).port));
    });
    afterEach(() => cutting.close());

    const throughCutting = (): Promise<PostgresEventStore> => {
      const url = new URL(database.url);
      url.port = String(cutting.tcp.port);
      return open(LIMITS, url.href);
    };

    it('is asked what became of it: it was done', async () => {
      const store = await throughCutting();
      const told: number[] = [];
      store.onCommit((events) => told.push(...events.map(({ position }) => position)));
      const isCut = cutting.cutNextCommit('after the commit');
      expect(await append(store)).toMatchObject([{ position: 1 }]);
      await isCut;
      expect(await append(store)).toMatchObject([{ position: 2, version: 2 }]);
      expect(told).toEqual([1, 2]);
    });

    it('is asked what became of it: nothing', async () => {
      const store = await throughCutting();
      const isCut = cutting.cutNextCommit('before the commit');
      await expect(append(store)).rejects.toBeInstanceOf(StorageUnavailable);
      await isCut;
      expect(await append(store)).toMatchObject([{ position: 1, version: 1 }]);
    });

    it.each([
      ['after the commit', 2],
      ['before the commit', 1],
    ] as const)('%s, and is gone then: that is not known', async (where, position) => {
      const store = await throughCutting();
      void cutting.cutNextCommit(where).then(() => cutting.tcp.hold());
      await expect(append(store)).rejects.toBeInstanceOf(OutcomeUnknown);
      cutting.tcp.release();
      expect(await append(store)).toMatchObject([{ position }]);
    });

    it('with nothing in it that could be asked for: that is not known either', async () => {
      const store = await throughCutting();
      const write = () =>
        store.transact((transaction) =>
          transaction.write(sql("INSERT INTO snapshots VALUES ('a', 'a', 1, 'a')")),
        );
      const isCut = cutting.cutNextCommit('after the commit');
      await expect(write()).rejects.toBeInstanceOf(OutcomeUnknown);
      await isCut;
      expect(await asked('SELECT stream FROM snapshots')).toEqual([{ stream: 'a' }]);
    });
  });

  it('that says nothing is given up, and its successor found', async () => {
    const store = await throughProxy();
    await append(store);
    proxy.hold();
    await expect(append(store)).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(store.readAll(0, 10)).rejects.toBeInstanceOf(StorageUnavailable);
    proxy.release();
    expect(await append(store)).toMatchObject([{ version: 2 }]);
    expect(await store.readAll(0, 10)).toHaveLength(2);
  });

  it('that takes no connections to the database is out of reach, and not at fault', async () => {
    const store = await throughProxy();
    await append(store);
    const failures = [
      () => append(store),
      () => store.readAll(0, 10),
      () => store.requireWritable(),
      () => store.alone('work', () => Promise.resolve()),
    ];
    await allowConnections(false);
    try {
      proxy.cutAll();
      for (const work of failures) {
        const told = async () => {
          const error: unknown = await work().catch((cause: unknown) => cause);
          expect(error).toMatchObject({ name: 'StorageUnavailable', ofStatement: false });
          return error instanceof StorageUnavailable ? error.cause : undefined;
        };
        // A connection may be lost first.
        await until('it is told why', async () => {
          const cause = await told();
          return cause instanceof DatabaseError && cause.code === '55000';
        });
      }
    } finally {
      await allowConnections(true);
    }
    expect(await append(store)).toMatchObject([{ version: 2 }]);
  });

  it('makes two leaders for a moment, of whom the cut off one notices', async () => {
    const [cutOff, other] = [await throughProxy(), await open()];
    const led = async (store: PostgresEventStore, leads = true): Promise<void> => {
      await until(
        leads ? 'it leads' : 'it does not lead',
        async () => (await store.leads()) === leads,
      );
    };
    let told = 0;
    cutOff.onOthersCommit(() => told++);
    await led(cutOff);
    other.onOthersCommit(() => undefined);
    expect(await other.leads()).toBe(false);
    const [holder] = await asked(
      `SELECT pid, client_port FROM pg_stat_activity JOIN pg_locks USING (pid)
       WHERE locktype = 'advisory' AND datname = current_database()`,
    );
    const listening = proxy.open.find(({ server }) => server.localPort === holder?.client_port);
    if (!listening) throw new Error('It listens through the proxy.');
    silence(listening);
    await asked('SELECT pg_terminate_backend($1)', [holder?.pid]);
    await led(other);
    expect(await cutOff.leads()).toBe(true);
    await led(cutOff, false);
    // It listens again, and hears of what others do.
    const before = told;
    await until('a commit of another is told of', async () => {
      await append(other);
      return told > before;
    });
    expect(await other.leads()).toBe(true);
  });

  it('at a command of a batch lets it fail alone, and takes nothing from the others', async () => {
    const store = await open();
    const runner = new CommandRunner(store, new States(store), {
      newEventId: () => crypto.randomUUID(),
      now: () => new Date().toISOString(),
    });
    const write = (key: string) =>
      runner.run(origin, (unit) => {
        unit.write(sql('INSERT INTO snapshots VALUES (?, ?, 1, ?)', key, key, key));
        return Promise.resolve(key);
      });
    const outcomes = await Promise.allSettled([
      write('one'),
      runner.run(origin, (unit) => unit.get(sql('SELECT 1 / 0'))),
      runner.run(origin, async (unit) => {
        // Who swallows the error must not be told that all is well.
        await unit.get(sql('SELECT 2 / 0')).catch(() => undefined);
        return 'fine';
      }),
      write('two'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await asked('SELECT stream FROM snapshots ORDER BY stream')).toEqual([
      { stream: 'one' },
      { stream: 'two' },
    ]);
  });

  it('at a write of one command in a batch, too: by its time, a table of its own, a rule of the database', async () => {
    const store = await open();
    const runner = new CommandRunner(store, new States(store), {
      newEventId: () => crypto.randomUUID(),
      now: () => new Date().toISOString(),
    });
    await asked(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.stream = 'slow' THEN PERFORM pg_sleep(5); END IF;
         IF NEW.stream = 'wrong' THEN RAISE EXCEPTION 'No.'; END IF;
         IF NEW.stream = 'forbidden' THEN RAISE EXCEPTION 'No.' USING ERRCODE = '42501'; END IF;
         RETURN NEW;
       END $$`,
    );
    await asked(
      'CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    const add = (name: string) =>
      runner.run(origin, async (unit) => {
        await unit.load({ name, fold: tally });
        unit.append({ name, fold: tally }, [{ type: 'Counted', data: { by: 1 } }]);
      });
    for (const bad of ['slow', 'wrong', 'forbidden']) {
      const names = ['one', 'two', bad, 'three', 'four'];
      const outcomes = await Promise.allSettled(names.map(add));
      const failed = names.filter((_, index) => outcomes[index]?.status === 'rejected');
      expect(failed).toEqual([bad]);
    }
    expect((await store.head()).position).toBe(12);
  });

  it('does not make a state that was loaded meanwhile take an event twice', async () => {
    const [store, other] = [await open(), await open()];
    const states = new States(store);
    const follow = async (position: number) => {
      const [event] = await store.readAll(position - 1, 1);
      if (event) states.advance(event);
    };
    await append(other);
    await follow(1);
    await append(other);
    expect(await states.load({ name: 'a', fold: tally })).toEqual({ state: 2, version: 2 });
    await follow(2);
    expect(await states.load({ name: 'a', fold: tally })).toEqual({ state: 2, version: 2 });
  });

  describe('at the start', () => {
    it('is waited for, and then given up in words', async () => {
      const port = await freePort();
      const waits: string[] = [];
      const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
      const options = { url, readers: 1, patience: 1500 };
      await expect(
        openPostgres({ ...options, onWaiting: (why) => waits.push(why) }),
      ).rejects.toThrow(/^PostgreSQL cannot be used: connect ECONNREFUSED/);
      expect(waits.length).toBeGreaterThan(1);
    });

    it('is not waited for when waiting would not help', async () => {
      const url = new URL(database.url);
      url.pathname = '/nowhere';
      const waits: string[] = [];
      await expect(
        openPostgres({ url: url.href, readers: 1, onWaiting: (why) => waits.push(why) }),
      ).rejects.toThrow('PostgreSQL cannot be used: database "nowhere" does not exist');
      expect(waits).toEqual([]);
    });

    it('is waited for while it is read-only', async () => {
      const name = new URL(database.url).pathname.slice(1);
      await asked(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      const waits: string[] = [];
      const opening = openPostgres({
        url: database.url,
        readers: 1,
        onWaiting: (why) => {
          waits.push(why);
          if (waits.length > 1) return;
          void asked(`BEGIN READ WRITE; ALTER DATABASE ${name} RESET ALL; COMMIT`);
        },
      });
      await (await opening).close();
      expect(waits[0]).toContain('the server is read-only');
    });

    it('is waited for while the database takes no connections', async () => {
      const waits: string[] = [];
      await allowConnections(false);
      const opening = openPostgres({
        url: database.url,
        readers: 1,
        onWaiting: (why) => {
          waits.push(why);
          if (waits.length === 2) void allowConnections(true);
        },
      });
      await (await opening).close();
      expect(waits[0]).toMatch(/^database "\w+" is not currently accepting connections$/);
    });

    it.each([
      // It may have TLS, and a certificate that nobody here knows.
      ['sslmode=verify-full', /; (turn ssl on at the server|let sslrootcert in the address)/],
      ['sslrootcert=/nowhere/ca.pem', /sslrootcert in the address cannot be read: ENOENT/],
    ])('says in a line what waiting does not mend: %s', async (query, why) => {
      const waits: string[] = [];
      const url = `${database.url}?${query}`;
      const refused: unknown = await openPostgres({
        url,
        readers: 1,
        onWaiting: (reason) => waits.push(reason),
      }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(DatabaseRefused);
      expect(refused).toMatchObject({ message: expect.stringMatching(why) });
      await expect(openStoredPostgres(url)).rejects.toThrow(why);
      expect(waits).toEqual([]);
    });

    it('is refused when another program has tables of our names, and nothing is changed', async () => {
      const theirs = await temporaryDatabase();
      const client = new Client({ connectionString: theirs.url });
      await client.connect();
      await client.query(`CREATE TABLE sessions (id INTEGER); CREATE TABLE sums (id INTEGER)`);
      const refused = openPostgres({
        url: theirs.url,
        readers: 1,
        projections: [TEST_PROJECTION],
      });
      await expect(refused).rejects.toThrow(/tables of the same names there \(sessions, sums\)/);
      const { rows } = await client.query(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
      );
      expect(rows).toEqual([{ table_name: 'sessions' }, { table_name: 'sums' }]);
      await client.end();
      await theirs.drop();
    });

    it('is not refused for read models that another process makes at that moment', async () => {
      const shared = await temporaryDatabase();
      const store = await open(LIMITS, shared.url);
      let made: Promise<unknown> | undefined;
      const late = await TcpProxy.to(Number(new URL(shared.url).port), (passage, chunk, from) => {
        const handOn = () => (from === 'client' ? passage.server : passage.client).write(chunk);
        // It asks whether their tables are there: before the answer they are made.
        const asks = from === 'client' && chunk.includes('to_regclass') && chunk.includes('sums');
        if (!asks || made) return handOn();
        const making = ensureProjections(store, [TEST_PROJECTION]);
        made = making;
        return void making.then(handOn);
      });
      const url = new URL(shared.url);
      url.port = String(late.port);
      const options = { url: url.href, readers: 1, projections: [TEST_PROJECTION] };
      await (await openPostgres(options)).close();
      expect(made).toBeDefined();
      await late.close();
      await store.close();
      opened = opened.filter((other) => other !== store);
      await shared.drop();
    });

    it('keeps to the schema that the address names', async () => {
      const shared = await temporaryDatabase();
      const client = new Client({ connectionString: shared.url });
      await client.connect();
      await client.query('CREATE TABLE events (id INTEGER); CREATE SCHEMA gatehouse');
      const store = await open(LIMITS, `${shared.url}?options=-c%20search_path%3Dgatehouse`);
      await ensureProjections(store, [TEST_PROJECTION]);
      expect(await append(store)).toMatchObject([{ position: 1 }]);
      const { rows } = await client.query(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
      );
      expect(rows).toEqual([{ table_name: 'events' }]);
      await store.close();
      opened = opened.filter((each) => each !== store);
      await client.end();
      await shared.drop();
    });

    it('does not let a new read model take the table of another program', async () => {
      await asked('CREATE TABLE theirs (id INTEGER)');
      const added = { ...TEST_PROJECTION, name: 'added', tables: ['theirs'] };
      const options = { url: database.url, readers: 1, projections: [TEST_PROJECTION, added] };
      await expect(openPostgres(options)).rejects.toBeInstanceOf(DatabaseRefused);
    });

    it('brings an older schema up to date', async () => {
      const older = await temporaryDatabase();
      const { url } = older;
      const source = new DataSource({ type: 'postgres', url, migrations: MIGRATIONS.slice(0, 1) });
      await source.initialize();
      await source.runMigrations();
      await source.destroy();
      const store = await open(LIMITS, url);
      await ensureProjections(store, [TEST_PROJECTION]);
      expect(await append(store)).toMatchObject([{ position: 1 }]);
      await store.close();
      opened = opened.filter((each) => each !== store);
      await older.drop();
    });
  });
});
