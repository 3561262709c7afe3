import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandRunner } from './command-runner.js';
import type { Decider } from './decider.js';
import type { EventStore } from './event-store.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import { eventRegistry } from './event-types.js';
import { FollowedStates } from './followed-states.js';
import { Projections } from './projections.js';
import { openSqlite } from './sqlite/sqlite-database.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';

const counter: Decider<number, DomainEvent> = {
  name: 'counter',
  version: 1,
  initialState: 0,
  evolve: (count) => count + 1,
};

let store: EventStore;
let runner: CommandRunner;
let ids = 0;
let happened: readonly RecordedEvent[];

/** Lets a command count, which leaves its state at hand. */
async function count(): Promise<void> {
  const meta = { actor: 'system', now: '2026-11-22T10:00:00.000Z', correlationId: 'test' };
  await runner.run(meta, async (unit) => {
    await unit.load(counter, 's');
    unit.append('s', [{ type: 'Counted', data: {} }]);
  });
  happened = await store.readAll(0, 100);
}

function follow(states: FollowedStates, position: number): void {
  const event = happened[position - 1];
  if (!event) throw new Error('It has not happened.');
  states.follow(event);
}

beforeEach(async () => {
  const database = await openSqlite({ path: ':memory:', synchronous: 'normal' });
  const registry = eventRegistry({ Counted: { schemaVersion: 1 } });
  store = new SqliteEventStore(database, registry, new Projections([]));
  runner = new CommandRunner(store, { newEventId: () => String(++ids) });
});

describe('the states as of a position', () => {
  const following = () => new FollowedStates(store, 0, (stream) => runner.latest(stream));

  it('are those that the command has left behind, without a look into the log', async () => {
    await count();
    const states = following();
    follow(states, 1);
    await store.close();
    expect(await states.load(counter, 's')).toEqual({ state: 1, version: 1 });
  });

  it('are of that position, when commands have moved on from it', async () => {
    await count();
    await count();
    const states = following();
    follow(states, 1);
    expect(await states.load(counter, 's')).toEqual({ state: 1, version: 1 });
    follow(states, 2);
    await store.close();
    expect(await states.load(counter, 's')).toEqual({ state: 2, version: 2 });
  });

  it('are read from the log when no command is at hand, and when it was not followed', async () => {
    await count();
    await count();
    const alone = new FollowedStates(store, 0);
    follow(alone, 1);
    expect(await alone.load(counter, 's')).toEqual({ state: 1, version: 1 });
    const late = new FollowedStates(store, 1);
    expect(await late.load(counter, 's')).toEqual({ state: 1, version: 1 });
  });
});
