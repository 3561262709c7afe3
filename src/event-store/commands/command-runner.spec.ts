import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FakeLog, type Fate } from '../../../test/support/fake-log.js';
import { processesAgree } from '../../../test/support/interleavings.js';
import { SEED } from '../../../test/support/proof.js';
import { OutcomeUnknown, StorageUnavailable, VersionConflict } from '../errors.js';
import type { EventStore, LogTransaction } from '../event-store.js';
import type { DomainEvent } from '../event.js';
import { eventRegistry } from '../event-types.js';
import type { Fold } from '../fold.js';
import { Projections } from '../projections/projections.js';
import { openSqlite } from '../sqlite/sqlite-database.js';
import { SqliteEventStore } from '../sqlite/sqlite-event-store.js';
import { States } from '../states.js';
import { CommandRunner } from './command-runner.js';

const NOW = '2026-11-22T10:00:00.000Z';
const origin = { actor: 'system', correlationId: 'test' };
const counter: Fold<number, DomainEvent> = {
  name: 'count',
  version: 1,
  initialState: 0,
  evolve: (state) => state + 1,
};
const stream = (name: string) => ({ name, fold: counter });
const happened = [{ type: 'Happened', data: {} }];

let made = 0;

function runnerOn(
  store: EventStore,
  onBatch: (commands: number) => void = () => undefined,
  now = () => NOW,
): CommandRunner {
  const newEventId = () => `event-${++made}`;
  return new CommandRunner(store, new States(store), { newEventId, now, onBatch });
}

/** Adds one event to a stream, and answers how many it holds then. */
function count(runner: CommandRunner, name: string): Promise<number> {
  return runner.run(origin, async (unit) => {
    await unit.load(stream(name));
    unit.append(stream(name), happened);
    return (await unit.load(stream(name))).state;
  });
}

describe('processes that share a log', () => {
  it('decide on what it holds and keep what it says, in whatever order questions and answers arrive', async () => {
    await fc.assert(processesAgree(), { numRuns: 20, seed: SEED });
  });
});

describe('commands that share a commit', () => {
  it('are isolated: one that refuses, or fails, leaves no trace and fails alone', async () => {
    const log = new FakeLog();
    const runner = runnerOn(log.store('a'));
    const outcomes = await Promise.allSettled([
      count(runner, 'a'),
      runner.run(origin, async (unit) => {
        await unit.load(stream('a'));
        unit.append(stream('a'), happened);
        throw new Error('No.');
      }),
      count(runner, 'a'),
    ]);
    expect(outcomes).toMatchObject([{ value: 1 }, { reason: new Error('No.') }, { value: 2 }]);
    expect(log.of('a')).toHaveLength(2);
  });

  it('fail alone also where the writing fails: each is run again by itself', async () => {
    const log = new FakeLog();
    const store = log.store('a');
    const batches: number[] = [];
    refuse(store, 'bad', () => new StorageUnavailable(new Error('too slow'), true));
    const runner = runnerOn(store, (commands) => batches.push(commands));
    const outcomes = await Promise.allSettled([
      count(runner, 'good'),
      count(runner, 'bad'),
      count(runner, 'fine'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([1, 1]);
  });

  it('fail together where the log fails, and nobody waits for one time limit after another', async () => {
    const log = new FakeLog();
    const store = log.store('a');
    let tries = 0;
    refuse(store, 'bad', () => {
      tries++;
      return new StorageUnavailable(new Error('gone'));
    });
    const runner = runnerOn(store);
    const outcomes = await Promise.allSettled(
      ['good', 'bad', 'fine'].map((name) => count(runner, name)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(tries).toBe(1);
    expect(log.events).toEqual([]);
  });

  it('run alone after a failure, stop at the first that finds the log gone', async () => {
    const log = new FakeLog();
    const store = log.store('a');
    let isGone = false;
    refuse(store, 'bad', () => {
      const error = new StorageUnavailable(new Error('bad'), !isGone);
      isGone = true;
      return error;
    });
    const runner = runnerOn(store);
    const names = ['good', 'bad', 'fine', 'well'];
    const outcomes = await Promise.allSettled(names.map((name) => count(runner, name)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(log.events).toHaveLength(1);
  });
});

/** Makes the store refuse what would be appended to a stream. */
function refuse(store: EventStore, name: string, why: () => Error): void {
  const transact = store.transact.bind(store);
  store.transact = (work) =>
    transact((transaction) => {
      const append: LogTransaction['append'] = (batch) =>
        batch.some((append) => append.stream === name)
          ? Promise.reject(why())
          : transaction.append(batch);
      return work(Object.assign(Object.create(transaction) as LogTransaction, { append }));
    });
}

describe('a commit whose answer is lost', () => {
  const unlucky = (fate: Fate) => {
    const fates: Fate[] = [fate];
    return new FakeLog({ fateOf: () => fates.shift() ?? 'answered' });
  };

  it('is told as unknown, and what came of it is found out before the next command', async () => {
    const log = unlucky('lost when done');
    const runner = runnerOn(log.store('a'));
    await expect(count(runner, 'a')).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(await count(runner, 'a')).toBe(2);
  });

  it('has changed nothing where nothing was written', async () => {
    const log = unlucky('lost before');
    const runner = runnerOn(log.store('a'));
    await expect(count(runner, 'a')).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await count(runner, 'a')).toBe(1);
  });
});

describe('somebody who is always quicker', () => {
  it('is given up against after a few tries: later', async () => {
    const store = new FakeLog().store('a');
    let tries = 0;
    refuse(store, 'a', () => {
      tries++;
      return new VersionConflict('a', 0, 1);
    });
    await expect(count(runnerOn(store), 'a')).rejects.toBeInstanceOf(StorageUnavailable);
    expect(tries).toBe(3);
  });
});

describe('the time of a command', () => {
  it('is never before that of an event in the log, by whichever clock that was', async () => {
    const log = new FakeLog();
    const ahead = runnerOn(log.store('a'), undefined, () => '2026-11-22T10:00:05.000Z');
    let clock = NOW;
    const behind = runnerOn(log.store('b'), undefined, () => clock);
    await count(ahead, 'a');
    await count(behind, 'b');
    await count(behind, 'b');
    clock = '2026-11-22T10:00:07.000Z';
    await count(behind, 'b');
    expect(log.events.map(({ at }) => at.slice(17, 19))).toEqual(['05', '05', '05', '07']);
  });
});

describe('what a command creates', () => {
  it('is not loaded, and not there yet', async () => {
    const log = new FakeLog();
    const runner = runnerOn(log.store('a'));
    const create = () =>
      runner.run(origin, async (unit) => {
        unit.create(stream('new'), happened);
        return (await unit.load(stream('new'))).version;
      });
    expect(await create()).toBe(1);
    await expect(create()).rejects.toThrow('new is there already');
    expect(log.events).toHaveLength(1);
  });
});

it('prepares where reading takes a trip, and a preparation that fails harms nobody', async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  const registry = eventRegistry({ Happened: { schemaVersion: 1 } });
  const store = new SqliteEventStore(database, registry, new Projections([]));
  const prepared: string[] = [];
  const run = (runner: CommandRunner, name: string) =>
    runner.run(
      origin,
      () => Promise.resolve(name),
      () => {
        prepared.push(name);
        return Promise.reject(new Error('It cannot be read.'));
      },
    );
  const near = runnerOn(store);
  expect(await run(near, 'near')).toBe('near');
  const remote: EventStore = Object.assign(Object.create(store) as EventStore, { isRemote: true });
  const far = runnerOn(remote);
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
  const runner = runnerOn(remote, onBatch);
  const ran: string[] = [];
  const prepared = new Map<string, () => void>();
  const run = (name: string) =>
    runner.run(
      origin,
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
