import { describe, expect, it } from '@jest/globals';
import { FakeLog } from '../../test/support/fake-log.js';
import { CommandRunner } from './commands/command-runner.js';
import { UnreadableEvent } from './errors.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import type { Fold } from './fold.js';
import { States } from './states.js';
import { StatesAsOf } from './states-as-of.js';

const counter: Fold<number, DomainEvent> = {
  name: 'counter',
  version: 1,
  initialState: 0,
  evolve: (count) => count + 1,
};
const stream = (name: string) => ({ name, fold: counter });
const s = stream('s');

/** What keeps an answer back until it is let go. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** Adds events to the log, one to each of these streams in turn. */
async function happen(
  log: FakeLog,
  ...names: readonly string[]
): Promise<readonly RecordedEvent[]> {
  return log.store('writer').transact((transaction) =>
    transaction.append(
      names.map((name) => ({
        stream: name,
        expectedVersion: 'any',
        events: [
          {
            id: `event-${log.events.length}-${name}`,
            ...{ type: 'Counted', data: {}, actor: 'system', at: '2026-11-22T10:00:00.000Z' },
            ...{ correlationId: 'test', causationId: null },
          },
        ],
      })),
    ),
  );
}

const take = (states: States, events: readonly RecordedEvent[]) => {
  for (const event of events) states.advance(event);
};

describe('the states of the streams', () => {
  it('do not know what became of a stream behind an event that cannot be read', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    take(states, await happen(log, 's', 't'));
    await Promise.all([states.load(s), states.load(stream('t'))]);
    const unread = new UnreadableEvent(3, 'it is of a newer program');
    const [, last] = log.events;
    if (!last) throw new Error('There are two.');
    states.advance({ ...last, stream: 's', version: 2, position: 3, unread });
    expect(states.peek('s')).toBeUndefined();
    expect(states.peek('t')?.version).toBe(1);
    expect(states.position).toBe(3);
  });

  it('that are dropped are read anew, at the position where they were', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    take(states, await happen(log, 's'));
    await states.load(s);
    const { revision } = states;
    states.drop();
    expect([states.peek('s'), states.position]).toEqual([undefined, 1]);
    expect(states.revision).toBeGreaterThan(revision);
    expect(await states.reach(1, 1000)).toBe(true);
    expect(await states.load(s)).toEqual({ state: 1, version: 1 });
  });

  it('move on with the events, each taken once', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    const first = await happen(log, 's');
    take(states, first);
    expect(await states.load(s)).toEqual({ state: 1, version: 1 });
    take(states, first);
    take(states, await happen(log, 's', 't', 's'));
    expect(states.peek('s')?.get(counter)).toEqual({ state: 3, version: 3 });
    expect(states.position).toBe(4);
  });

  it('know an event already that was there when they were read', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    const events = [...(await happen(log, 's')), ...(await happen(log, 's'))];
    expect(await states.load(s)).toEqual({ state: 2, version: 2 });
    take(states, events);
    expect(states.peek('s')?.get(counter)).toEqual({ state: 2, version: 2 });
  });

  it('do not take in what was read before an event and arrives after it', async () => {
    const { open, opened } = gate();
    const log = new FakeLog({
      arrive: (what) => (what.startsWith('slow hears') ? opened : Promise.resolve()),
    });
    const states = new States(log.store('slow'), 0);
    take(states, await happen(log, 's'));
    const reading = states.load(s);
    await new Promise(setImmediate);
    take(states, await happen(log, 's'));
    open();
    expect(await reading).toEqual({ state: 1, version: 1 });
    expect(states.peek('s')).toBeUndefined();
    expect(await states.load(s)).toEqual({ state: 2, version: 2 });
  });

  it('nor what was read before they were all forgotten', async () => {
    const { open, opened } = gate();
    const log = new FakeLog({
      arrive: (what) => (what.startsWith('slow hears') ? opened : Promise.resolve()),
    });
    await happen(log, 's');
    const states = new States(log.store('slow'), 1);
    const reading = states.load(s);
    await new Promise(setImmediate);
    states.forget();
    open();
    await reading;
    expect(states.peek('s')).toBeUndefined();
  });

  it('do not guess what lies between two events', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    take(states, await happen(log, 's'));
    await states.load(s);
    const [, second] = await happen(log, 't', 'u');
    if (second) states.advance(second);
    expect(states.peek('s')).toBeUndefined();
    expect(states.position).toBe(3);
  });

  it('do not go back to where a transaction ended, when the follower was quicker', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    take(states, await happen(log, 's'));
    await states.load(s);
    const atFirst = new Map([['s', states.peek('s') as never]]);
    take(states, await happen(log, 's'));
    states.settle(1, atFirst);
    expect(states.position).toBe(2);
    expect(states.peek('s')?.get(counter)).toEqual({ state: 2, version: 2 });
  });

  it('keep nothing of what does not exist: guesses push out nothing that is in use', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0, 2);
    take(states, await happen(log, 's'));
    await states.load(s);
    for (const guess of ['x', 'y', 'z']) await states.load(stream(guess));
    expect(states.peek('s')?.get(counter)).toEqual({ state: 1, version: 1 });
  });

  it('nor by commands that are refused: what these looked for in vain is not kept either', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0, 2);
    take(states, await happen(log, 's'));
    await states.load(s);
    const runner = new CommandRunner(log.store('reader'), states, {
      newEventId: () => 'none',
      now: () => '2026-11-22T10:00:00.000Z',
    });
    const guesses = ['x', 'y', 'z'];
    // As a join on a code that there is not: it leaves a record beside the log, and no event.
    await Promise.all(
      guesses.map((guess) =>
        runner.run({ actor: 'system', correlationId: 'test' }, (unit) => unit.load(stream(guess))),
      ),
    );
    expect(guesses.map((guess) => states.peek(guess))).toEqual(guesses.map(() => undefined));
    expect(states.peek('s')?.get(counter)).toEqual({ state: 1, version: 1 });
  });
});

describe('somebody who waits for a position', () => {
  it('is told when the states come to it, by an event or by a transaction', async () => {
    const log = new FakeLog();
    const states = new States(log.store('reader'), 0);
    const [first, second] = [states.reach(1, 60_000), states.reach(2, 60_000)];
    take(states, await happen(log, 's'));
    expect(await first).toBe(true);
    states.settle(2, new Map());
    expect(await second).toBe(true);
    expect(await states.reach(2, 60_000)).toBe(true);
  });

  it('is told when it takes too long', async () => {
    const states = new States(new FakeLog().store('reader'), 0);
    expect(await states.reach(1, 1)).toBe(false);
  });
});

describe('the states as of a position', () => {
  it('are those that a command has left behind, without a look into the log', async () => {
    const log = new FakeLog();
    const latest = new States(log.store('reader'), 0);
    const events = await happen(log, 's');
    take(latest, events);
    await latest.load(s);
    const nowhere = {} as ConstructorParameters<typeof StatesAsOf>[0];
    const states = new StatesAsOf(nowhere, 0, (name) => latest.peek(name));
    take(states, events);
    expect(await states.load(s)).toEqual({ state: 1, version: 1 });
  });

  it('are of that position, when commands have moved on from it', async () => {
    const log = new FakeLog();
    const latest = new States(log.store('reader'), 0);
    const events = await happen(log, 's', 's');
    take(latest, events);
    await latest.load(s);
    const states = new StatesAsOf(log.store('reader'), 0, (name) => latest.peek(name));
    take(states, events.slice(0, 1));
    expect(await states.load(s)).toEqual({ state: 1, version: 1 });
    take(states, events.slice(1));
    expect(await states.load(s)).toEqual({ state: 2, version: 2 });
  });

  it('are moved on over what lies between by the events of their own stream alone', async () => {
    const heard: string[] = [];
    const log = new FakeLog({
      arrive: (what) => {
        if (what.startsWith('reader asks')) heard.push(what);
        return Promise.resolve();
      },
    });
    await happen(log, 's', 't', 't', 's', 't', 's');
    const states = new StatesAsOf(log.store('reader'), 1);
    expect(await states.load(s)).toEqual({ state: 1, version: 1 });
    heard.length = 0;
    states.skipTo(5);
    expect(await states.load(s)).toEqual({ state: 2, version: 2 });
    expect(await states.load(s)).toEqual({ state: 2, version: 2 });
    // It is not read from its beginning, and what is kept not at all.
    expect(heard).toEqual(['reader asks: version of s at 5', 'reader asks: events of s behind 1']);
    states.skipTo(6);
    states.skipTo(3);
    expect(await states.load(s)).toEqual({ state: 3, version: 3 });
    expect(await states.load(stream('t'))).toEqual({ state: 3, version: 3 });
  });

  it('are read from the log when no command is at hand, and when it was not followed', async () => {
    const log = new FakeLog();
    const events = await happen(log, 's', 's');
    const alone = new StatesAsOf(log.store('reader'), 0);
    take(alone, events.slice(0, 1));
    expect(await alone.load(s)).toEqual({ state: 1, version: 1 });
    const late = new StatesAsOf(log.store('reader'), 1);
    expect(await late.load(s)).toEqual({ state: 1, version: 1 });
  });
});
