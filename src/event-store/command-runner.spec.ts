import { expect, it } from '@jest/globals';
import { CommandRunner } from './command-runner.js';
import { StorageUnavailable, VersionConflict } from './errors.js';
import type { EventStore, LogTransaction } from './event-store.js';
import { eventRegistry } from './event-types.js';
import { Projections } from './projections.js';
import { openSqlite } from './sqlite/sqlite-database.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';

const decider = { name: 'none', version: 1, initialState: 0, evolve: (state: number) => state };
const meta = { actor: 'system', now: '2026-11-22T10:00:00.000Z', correlationId: 'test' };

it('gives up after a few tries against somebody who is always quicker, and says: later', async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  const registry = eventRegistry({ Happened: { schemaVersion: 1 } });
  const store: EventStore = new SqliteEventStore(database, registry, new Projections([]));
  let tries = 0;
  const transact = store.transact.bind(store);
  store.transact = (work) => {
    return transact((transaction) => {
      const beaten: LogTransaction = Object.assign(Object.create(transaction) as LogTransaction, {
        append: () => {
          tries++;
          return Promise.reject(new VersionConflict('a', 0, 1));
        },
      });
      return work(beaten);
    });
  };
  let ids = 0;
  const runner = new CommandRunner(store, { newEventId: () => String(++ids) });
  const run = runner.run(meta, async (unit) => {
    await unit.load(decider, 'a');
    unit.append('a', [{ type: 'Happened', data: {} }]);
  });
  await expect(run).rejects.toBeInstanceOf(StorageUnavailable);
  expect(tries).toBe(3);
  await store.close();
});

/** A store whose reads of streams wait until they are let go, as over a slow connection. */
async function slowStore(): Promise<{ store: EventStore; read: () => void; asked: Promise<void> }> {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  const registry = eventRegistry({ Happened: { schemaVersion: 1 } });
  const store: EventStore = new SqliteEventStore(database, registry, new Projections([]));
  const readStream = store.readStream.bind(store);
  let read: () => void = () => undefined;
  let ask: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (read = resolve));
  const asked = new Promise<void>((resolve) => (ask = resolve));
  store.readStream = async (...request) => {
    const events = await readStream(...request);
    ask();
    await answered;
    return events;
  };
  return { store, read, asked };
}

const counter = {
  name: 'count',
  version: 1,
  initialState: 0,
  evolve: (state: number) => state + 1,
};
const happened = (id: string) => ({
  ...{ id, type: 'Happened', data: {}, actor: 'system', at: meta.now },
  ...{ correlationId: 'test', causationId: null },
});

it('keeps no state that was overtaken while it was read', async () => {
  const { store, read, asked } = await slowStore();
  let ids = 0;
  const runner = new CommandRunner(store, { newEventId: () => `own-${++ids}` });
  const append = (id: string) =>
    store.append([{ stream: 'a', expectedVersion: 'any', events: [happened(id)] }]);
  const [first] = await append('1');
  if (first) runner.follow(first);
  const loading = runner.load(counter, 'a');
  await asked;
  const [second] = await append('2');
  if (second) runner.follow(second);
  read();
  expect(await loading).toEqual({ state: 1, version: 1 });
  expect(runner.latest('a')).toBeUndefined();
  expect(await runner.load(counter, 'a')).toEqual({ state: 2, version: 2 });
  expect(runner.latest('a')?.version).toBe(2);
  await store.close();
});

it('prepares where reading takes a trip, and a preparation that fails harms nobody', async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  const registry = eventRegistry({ Happened: { schemaVersion: 1 } });
  const store = new SqliteEventStore(database, registry, new Projections([]));
  const prepared: string[] = [];
  const run = (runner: CommandRunner, name: string) =>
    runner.run(
      meta,
      () => Promise.resolve(name),
      () => {
        prepared.push(name);
        return Promise.reject(new Error('It cannot be read.'));
      },
    );
  const near = new CommandRunner(store, { newEventId: () => 'x' });
  expect(await run(near, 'near')).toBe('near');
  const remote: EventStore = Object.assign(Object.create(store) as EventStore, { isRemote: true });
  const far = new CommandRunner(remote, { newEventId: () => 'x' });
  expect(await Promise.all([run(far, 'one'), run(far, 'two')])).toEqual(['one', 'two']);
  expect(prepared).toEqual(['one', 'two']);
  await store.close();
});

it('takes along who came, and was prepared, while the batch waited for the log', async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  const registry = eventRegistry({ Happened: { schemaVersion: 1 } });
  const store = new SqliteEventStore(database, registry, new Projections([]));
  let unlock: () => void = () => undefined;
  const unlocked = new Promise<void>((resolve) => (unlock = resolve));
  const remote: EventStore = Object.assign(Object.create(store) as EventStore, {
    isRemote: true,
    transact: async (work: Parameters<EventStore['transact']>[0]) => {
      await unlocked;
      return store.transact(work);
    },
  });
  const batches: number[] = [];
  const onBatch = (commands: number) => void batches.push(commands);
  const runner = new CommandRunner(remote, { newEventId: () => 'x', onBatch });
  const ran: string[] = [];
  const prepared = new Map<string, () => void>();
  const run = (name: string) =>
    runner.run(
      meta,
      () => Promise.resolve(ran.push(name)),
      () => new Promise<void>((resolve) => prepared.set(name, resolve)),
    );
  const turns = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  };
  const first = run('first');
  await turns();
  prepared.get('first')?.();
  await turns();
  const others = ['second', 'third'].map(run);
  await turns();
  prepared.get('second')?.();
  await turns();
  unlock();
  await turns();
  prepared.get('third')?.();
  await Promise.all([first, ...others]);
  expect(ran).toEqual(['first', 'second', 'third']);
  expect(batches).toEqual([2, 1]);
  await store.close();
});
