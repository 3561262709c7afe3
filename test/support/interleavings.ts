import * as fc from 'fast-check';
import { CommandRunner } from '../../src/event-store/commands/command-runner.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import type { DomainEvent } from '../../src/event-store/event.js';
import type { Fold } from '../../src/event-store/fold.js';
import { States } from '../../src/event-store/states.js';
import type { Stream } from '../../src/event-store/stream.js';
import { FakeLog, type Fate } from './fake-log.js';

const STREAMS = ['a', 'b'] as const;

/** Which command did it, and what was in all streams that it looked at, when it decided. */
type Counted = DomainEvent<
  'Counted',
  { readonly command: number; readonly seen: Readonly<Record<string, readonly string[]>> }
>;

/** All events of a stream: one that is missing, or that was taken twice, shows. */
const ids: Fold<readonly string[], Counted> = {
  name: 'ids',
  version: 1,
  initialState: [],
  evolve: (state, { id }) => [...state, id],
};

function streamOf(name: string): Stream<readonly string[], Counted> {
  return { name, fold: ids };
}

/** As many as a batch waits for those who come because others were answered, and one more. */
const TURNS = 3;

interface Step {
  readonly does: 'count' | 'load' | 'refuse';
  readonly process: number;
  readonly streams: readonly string[];
  /** Of those that it looks at it writes to the first alone: of the others no version tells that they are old. */
  readonly writesOne: boolean;
  /** How many turns it lets others have first. */
  readonly late: number;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    does: fc.constantFrom<Step['does'][]>('count', 'count', 'load', 'load', 'load', 'refuse'),
    process: fc.nat({ max: 2 }),
    streams: fc.shuffledSubarray([...STREAMS], { minLength: 1, maxLength: 2 }),
    writesOne: fc.boolean(),
    late: fc.nat({ max: 20 }),
  }),
  { minLength: 6, maxLength: 24, size: 'max' },
);

const fates = fc.infiniteStream(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Fate>('answered') },
    { weight: 1, arbitrary: fc.constant<Fate>('lost when done') },
    { weight: 1, arbitrary: fc.constant<Fate>('lost before') },
  ),
);

/** Lets go of one question or answer, and lets everybody come to where they wait for the next. */
async function inTurn(letGo: () => Promise<void>): Promise<void> {
  await letGo();
  for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
}

/** A process: its states, what runs its commands, and what follows the log for it. */
class Process {
  readonly states: States;
  readonly runner: CommandRunner;
  private following = true;
  private readonly followed: Promise<void>;

  constructor(
    private readonly store: EventStore,
    newEventId: () => string,
    position?: number,
  ) {
    this.states = new States(store, position);
    this.runner = new CommandRunner(store, this.states, {
      newEventId,
      now: () => '2026-11-22T10:00:00.000Z',
    });
    this.followed = this.follow();
  }

  async step({ does, streams, writesOne }: Step, command: number): Promise<void> {
    if (does === 'load') {
      for (const name of streams) await this.states.load(streamOf(name));
      return;
    }
    await this.runner.run({ actor: 'system', correlationId: 'test' }, async (unit) => {
      const seen: Record<string, readonly string[]> = {};
      for (const name of streams) seen[name] = (await unit.load(streamOf(name))).state;
      for (const name of writesOne ? streams.slice(0, 1) : streams) {
        unit.append(streamOf(name), [{ type: 'Counted', data: { command, seen } }]);
      }
      if (does === 'refuse') throw new Error('No.');
    });
  }

  async stop(): Promise<void> {
    this.following = false;
    await this.followed;
  }

  private async follow(): Promise<void> {
    for (let at = 0; ;) {
      const isLast = !this.following;
      const events = await this.store.readAll(at, 2);
      for (const event of events) this.states.advance(event);
      at += events.length;
      if (events.length === 0 && isLast) return;
      await new Promise(setImmediate);
    }
  }
}

/**
 * Three processes share a log, and do what `steps` says at the same time, in whatever order questions and answers
 * arrive. Then what each was decided on is what the log held, and the states of each are those of the log.
 */
export function processesAgree(): fc.IAsyncPropertyWithHooks<
  [fc.Scheduler, readonly Step[], fc.Stream<Fate>]
> {
  return fc.asyncProperty(
    fc.scheduler({ act: inTurn }),
    steps,
    fates,
    async (scheduler, todo, fate) => {
      const log = new FakeLog({
        arrive: (what) => scheduler.schedule(Promise.resolve(), what),
        fateOf: () => fate.next().value as Fate,
      });
      let made = 0;
      // The last does not know where the log stands when it begins.
      const processes = [0, 0, undefined].map(
        (at, index) => new Process(log.store(`process ${index}`), () => `event ${++made}`, at),
      );
      const take = async (step: Step, command: number): Promise<void> => {
        for (let turn = 0; turn < step.late; turn++) {
          await scheduler.schedule(Promise.resolve(), 'somebody comes late');
        }
        await processes[step.process]?.step(step, command);
      };
      await scheduler.waitFor(
        Promise.allSettled(todo.map(take)).then(() =>
          Promise.all(processes.map((process) => process.stop())),
        ),
      );
      for (const { position, stream, data } of log.events) {
        const { command, seen } = data as Counted['data'];
        for (const [name, ids] of Object.entries(seen)) {
          const before = log
            .of(name)
            .filter((event) => event.position < position)
            .filter((event) => (event.data as Counted['data']).command !== command);
          same(
            `what was seen of ${name} for ${stream}`,
            ids,
            before.map(({ id }) => id),
          );
        }
      }
      for (const name of STREAMS) {
        const happened = log.of(name);
        for (const { states } of processes) {
          // Below 0: everything was forgotten, and nothing was heard since.
          if (states.position >= 0) same('the position', states.position, log.events.length);
          const kept = states.peek(name)?.get(ids);
          const now = happened.map(({ id }) => id);
          if (kept) same(`the state of ${name}`, kept, { state: now, version: now.length });
          if (states.peek(name))
            same(`the version of ${name}`, states.peek(name)?.version, now.length);
        }
      }
    },
  );
}

function same(what: string, found: unknown, right: unknown): void {
  if (JSON.stringify(found) === JSON.stringify(right)) return;
  throw new Error(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(right)}`);
}
