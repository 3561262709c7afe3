import {
  StorageUnavailable,
  VersionConflict,
  OutcomeUnknown,
} from '../../src/event-store/errors.js';
import type {
  EventStore,
  LogTransaction,
  StreamReader,
} from '../../src/event-store/event-store.js';
import type { RecordedEvent, StreamAppend, StreamName } from '../../src/event-store/event.js';
import { versionMeets } from '../../src/event-store/expected-version.js';

/** What becomes of a `COMMIT`. */
export type Fate = 'answered' | 'lost when done' | 'lost before';

export interface FakeLogOptions {
  /** Every question and every answer is on its way until this lets it arrive. */
  readonly arrive?: (what: string) => Promise<unknown>;
  readonly fateOf?: () => Fate;
}

type Staged = RecordedEvent[];

/**
 * A log in memory that several processes share as they do PostgreSQL: one writes at a time, others read what is
 * committed at the moment when their question arrives, and hear the answer later.
 */
export class FakeLog {
  readonly events: RecordedEvent[] = [];
  private readonly arrive: (what: string) => Promise<unknown>;
  private readonly fateOf: () => Fate;
  private lock: Promise<unknown> = Promise.resolve();

  constructor({
    arrive = () => Promise.resolve(),
    fateOf = () => 'answered',
  }: FakeLogOptions = {}) {
    this.arrive = arrive;
    this.fateOf = fateOf;
  }

  /** The events of a stream, in order. */
  of(stream: StreamName): readonly RecordedEvent[] {
    return this.events.filter((event) => event.stream === stream);
  }

  /** The log as a process named `name` sees it; what this page's callers have no use for is not there. */
  store(name: string): EventStore {
    const asked = async <Answer>(what: string, answer: () => Answer): Promise<Answer> => {
      await this.arrive(`${name} asks: ${what}`);
      const found = answer();
      await this.arrive(`${name} hears: ${what}`);
      return found;
    };
    const committed = reading(() => this.events, asked);
    const store: Partial<EventStore> = {
      isRemote: true,
      ...committed,
      head: () => asked('head', () => ({ position: this.events.length, hash: Buffer.alloc(32) })),
      versionAt: (stream, position) =>
        asked(
          `version of ${stream} at ${position}`,
          () => this.of(stream).filter((event) => event.position <= position).length,
        ),
      transact: (work) => this.transact(name, asked, work),
      onRewind: () => undefined,
    };
    return store as EventStore;
  }

  private async transact<Result>(
    name: string,
    asked: Asked,
    work: (transaction: LogTransaction) => Promise<Result>,
  ): Promise<Result> {
    await this.arrive(`${name} asks: lock`);
    const before = this.lock;
    let unlock: () => void = () => undefined;
    this.lock = new Promise<void>((resolve) => (unlock = resolve));
    await before;
    const staged: Staged = [];
    try {
      await this.arrive(`${name} hears: lock`);
      const result = await work(this.transaction(staged, asked));
      await this.arrive(`${name} asks: commit`);
      const fate = this.fateOf();
      if (fate === 'lost before') throw new StorageUnavailable(new Error('cut'));
      this.events.push(...staged);
      if (fate === 'lost when done') throw new OutcomeUnknown(new Error('cut'));
      return result;
    } finally {
      unlock();
      await this.arrive(`${name} hears: commit`);
    }
  }

  private transaction(staged: Staged, asked: Asked): LogTransaction {
    const all = () => [...this.events, ...staged];
    const transaction: Partial<LogTransaction> = {
      ...reading(all, asked),
      append: (batch) => Promise.resolve(batch.flatMap((append) => place(append, all(), staged))),
      write: () => Promise.resolve(),
      tell: () => Promise.resolve(),
      saveSnapshot: () => Promise.resolve(),
    };
    Object.defineProperty(transaction, 'head', {
      get: () => ({ position: all().length, hash: Buffer.alloc(32) }),
    });
    return transaction as LogTransaction;
  }
}

type Asked = <Answer>(what: string, answer: () => Answer) => Promise<Answer>;

function reading(
  all: () => readonly RecordedEvent[],
  asked: Asked,
): StreamReader & Pick<LogTransaction, 'readAll'> {
  return {
    readStream: (stream, after, limit, upTo = Infinity) =>
      asked(`events of ${stream} behind ${after}`, () =>
        all()
          .filter((event) => event.stream === stream)
          .filter(({ version }) => version > after && version <= upTo)
          .slice(0, limit),
      ),
    readAll: (after, limit) =>
      asked(`events behind ${after}`, () => all().slice(Math.max(0, after), after + limit)),
    snapshot: () => Promise.resolve(undefined),
  };
}

function place(
  { stream, expectedVersion, events }: StreamAppend,
  all: readonly RecordedEvent[],
  staged: Staged,
): readonly RecordedEvent[] {
  const version = all.filter((event) => event.stream === stream).length;
  if (!versionMeets(expectedVersion, version)) {
    throw new VersionConflict(stream, expectedVersion, version);
  }
  const placed = events.map((event, index) => ({
    ...event,
    stream,
    version: version + 1 + index,
    position: all.length + 1 + index,
    schemaVersion: 1,
    reason: event.reason ?? null,
    hash: '',
  }));
  staged.push(...placed);
  return placed;
}
