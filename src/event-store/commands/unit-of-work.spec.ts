import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { FakeLog } from '../../../test/support/fake-log.js';
import { UnreadableEvent } from '../errors.js';
import type { LogTransaction } from '../event-store.js';
import type { DomainEvent } from '../event.js';
import { eventRegistry } from '../event-types.js';
import type { Fold } from '../fold.js';
import { chainHash } from '../hash-chain.js';
import { Projections } from '../projections/projections.js';
import { openSqlite } from '../sqlite/sqlite-database.js';
import { SqliteEventStore } from '../sqlite/sqlite-event-store.js';
import { States } from '../states.js';
import { CommandRunner } from './command-runner.js';
import { UnitOfWork } from './unit-of-work.js';

const origin = { actor: 'system', correlationId: 'test' };
const counter: Fold<number, DomainEvent> = {
  name: 'count',
  version: 1,
  initialState: 0,
  evolve: (state) => state + 1,
};
const stream = (name: string) => ({ name, fold: counter });
const happened = [{ type: 'Happened', data: {} }];
const now = '2026-11-22T10:00:00.000Z';

it('gives others their turn between the pieces of what it writes to very many streams', async () => {
  let turns = 0;
  const done = new AbortController();
  const counting = (async () => {
    for (; !done.signal.aborted; turns++) await turn();
  })();
  const pieces: { readonly streams: number; readonly turn: number }[] = [];
  const current = { get: () => undefined, set: () => undefined };
  const log = new FakeLog();
  await log.store('a').transact(async (transaction) => {
    const append: LogTransaction['append'] = (batch) => {
      pieces.push({ streams: batch.length, turn: turns });
      return transaction.append(batch);
    };
    const watched = Object.assign(Object.create(transaction) as LogTransaction, { append });
    const unit = new UnitOfWork({ ...origin, now }, watched, current, randomUUID);
    for (let index = 0; index < 1000; index++) unit.create(stream(`s-${index}`), happened);
    await unit.flush();
  });
  done.abort();
  await counting;
  expect(log.events).toHaveLength(1000);
  expect(Math.max(...pieces.map(({ streams }) => streams))).toBeLessThanOrEqual(200);
  expect(new Set(pieces.map((piece) => piece.turn)).size).toBe(pieces.length);
});

describe('a stream with an event that cannot be read', () => {
  let store: SqliteEventStore;
  beforeEach(async () => {
    const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
    const registry = eventRegistry({ Happened: { schemaVersion: 1 } });
    store = new SqliteEventStore(database, registry, new Projections([]));
    const event = { type: 'Happened', data: {}, ...origin, at: now, causationId: null };
    const events = [{ ...event, id: 'first' }];
    await store.append([{ stream: 's', expectedVersion: 'no-stream', events }]);
    const { hash } = await store.head();
    const [first] = await store.readStored(0, 1);
    if (!first) throw new Error('There is one.');
    const unknown = { ...first, id: 'second', version: 2, position: 2, type: 'Invented' };
    await store.transact((log) => log.adopt([{ ...unknown, hash: chainHash(hash, unknown) }]));
  });
  afterEach(() => store.close());

  const versions = async () => (await store.readAll(0, 10)).map(({ version }) => version);

  it('is added to by a rule that need not know its state, and by no other', async () => {
    const states = new States(store);
    const runner = new CommandRunner(store, states, { newEventId: randomUUID, now: () => now });
    const unseen = () => runner.run(origin, (unit) => unit.appendUnseen(stream('s'), happened));
    const seen = () => runner.run(origin, (unit) => unit.load(stream('s')));
    // In one batch, in which the last knows what those before it did.
    const outcomes = await Promise.allSettled([unseen(), seen(), unseen()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await versions()).toEqual([1, 2, 3, 4]);
    // What read it before, and hears the answer only now, is behind.
    expect(states.peek('s')?.version).toBe(4);
    await expect(seen()).rejects.toBeInstanceOf(UnreadableEvent);
  });
});
