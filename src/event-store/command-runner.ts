import type { LRUCache } from 'lru-cache';
import { Refusal } from '../common/refusal.js';
import type { Decider, Folded, StateLoader } from './decider.js';
import { StorageUnavailable, VersionConflict } from './errors.js';
import { MAX_READ, type EventStore, type LogTransaction } from './event-store.js';
import type { DomainEvent, RecordedEvent, StreamName } from './event.js';
import { foldStream } from './fold-stream.js';
import { stateCache, StreamStates } from './stream-states.js';
import { UnitOfWork, type CommandMeta } from './unit-of-work.js';

/** The most commands that share a commit. Bounds how long the first of them waits for the last. */
const MAX_BATCH = 256;
/** How often a command is tried when another process writes to its streams at the same time. */
const MAX_TRIES = 3;

type Work<Result> = (unit: UnitOfWork) => Promise<Result | Refusal>;

interface Waiting {
  readonly meta: CommandMeta;
  readonly work: Work<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What came of one command: to be told to whoever asked, once it is on disk. */
type Outcome = { readonly result: unknown } | { readonly error: unknown };

export interface RunnerOptions {
  readonly newEventId: () => string;
  /** Hears of each commit: how many commands shared it, and how long it took. */
  readonly onBatch?: (commands: number, seconds: number) => void;
}

/**
 * Runs commands: loads states, lets the command decide, appends and projects. Those that wait at the
 * same time share one transaction, and so one fsync; each is answered after the commit, and each is
 * isolated: one that fails leaves no trace and fails alone.
 */
export class CommandRunner implements StateLoader {
  private readonly cache: LRUCache<StreamName, StreamStates> = stateCache();
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  /** The last event that the cached states know of; behind it others may have appended. */
  private seen = -1;
  private commits = 0;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly options: RunnerOptions,
  ) {}

  /**
   * Runs one command and answers when what it did is on disk.
   *
   * @throws Refusal when a rule says no; StorageUnavailable when the log cannot be written
   */
  run<Result>(meta: CommandMeta, work: Work<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      // `resolve` takes what this very `work` returned.
      this.waiting.push({ meta, work, resolve: resolve as (result: unknown) => void, reject });
      this.running ??= this.runWaiting();
    });
  }

  /** Calls `listener` after each commit, when `load` already answers with what it changed. */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Takes in the next event of the log, which another process may have appended. */
  follow(event: RecordedEvent): void {
    if (event.position <= this.seen) return;
    if (event.position === this.seen + 1) this.moveOn(event);
    else this.cache.clear();
    this.seen = event.position;
    this.announce();
  }

  /** The state as of the last commit, without waiting for the next. */
  async load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    const known = this.cache.get(stream);
    const folded = known?.get(decider);
    if (folded) return folded;
    const { commits } = this;
    const loaded = await foldStream(this.store, decider, stream);
    // Kept only if nothing was committed meanwhile: an old state must never enter the cache.
    // What does not exist is not kept: whoever guesses codes must not push out what is in use.
    if (commits === this.commits && loaded.version > 0) {
      const states = this.cache.get(stream) ?? StreamStates.at(loaded.version);
      if (states.version === loaded.version)
        this.cache.set(stream, states.with(decider, loaded.state));
    }
    return loaded;
  }

  /** Resolves when nothing is waiting or running. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async runWaiting(): Promise<void> {
    let last = 0;
    while (this.waiting.length > 0) {
      // One turn of the event loop, so that all requests that have arrived join the batch; and one
      // more while the clients of a larger batch are about to come back. A lone command waits for
      // nobody: turns take time only if there is something to do in them.
      await new Promise(setImmediate);
      if (this.waiting.length < last) await new Promise(setImmediate);
      const batch = this.waiting.splice(0, MAX_BATCH);
      last = batch.length;
      await this.runBatch(batch);
    }
    this.running = undefined;
  }

  private async runBatch(batch: readonly Waiting[], tries = 1): Promise<void> {
    const startedAt = performance.now();
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.commit(batch);
    } catch (error) {
      this.cache.clear();
      return this.runAfterFailure(batch, tries, error);
    }
    this.options.onBatch?.(batch.length, (performance.now() - startedAt) / 1000);
    batch.forEach((command, index) => {
      const outcome = outcomes[index];
      if (outcome && 'result' in outcome) command.resolve(outcome.result);
      else command.reject(outcome?.error);
    });
  }

  /** Nothing of the batch was written: find out who is to blame by running each alone. */
  private async runAfterFailure(
    batch: readonly Waiting[],
    tries: number,
    error: unknown,
  ): Promise<void> {
    const [first, ...others] = batch;
    if (!first) return;
    if (error instanceof StorageUnavailable) {
      for (const command of batch) command.reject(error);
    } else if (others.length > 0) {
      for (const command of batch) await this.runBatch([command]);
    } else if (error instanceof VersionConflict && tries < MAX_TRIES) {
      await this.runBatch(batch, tries + 1);
    } else {
      first.reject(error);
    }
  }

  private async commit(batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    const changed = new Map<StreamName, StreamStates>();
    const current = {
      get: (stream: StreamName) => changed.get(stream) ?? this.cache.get(stream),
      set: (stream: StreamName, states: StreamStates) => void changed.set(stream, states),
    };
    const { outcomes, head } = await this.store.transact(async (transaction) => {
      if (transaction.head.position !== this.seen) await this.catchUp(transaction);
      const outcomes: Outcome[] = [];
      for (const command of batch) {
        const unit = new UnitOfWork(command.meta, transaction, current, this.options.newEventId);
        outcomes.push(await decide(command, unit));
      }
      return { outcomes, head: transaction.head.position };
    });
    this.seen = head;
    for (const [stream, states] of changed) this.cache.set(stream, states);
    this.announce();
    return outcomes;
  }

  /** Others have written: what they appended moves the cached states on. */
  private async catchUp(transaction: LogTransaction): Promise<void> {
    const { position } = transaction.head;
    const missed = position - this.seen;
    if (this.seen < 0 || missed < 0 || missed > MAX_READ) this.cache.clear();
    else for (const event of await transaction.readAll(this.seen, missed)) this.moveOn(event);
    this.seen = position;
  }

  private moveOn(event: RecordedEvent): void {
    const states = this.cache.get(event.stream);
    if (states) this.cache.set(event.stream, states.after(event));
  }

  private announce(): void {
    this.commits++;
    for (const listener of this.listeners) listener();
  }
}

/** Lets a command decide and writes what it decided. Throws only if the writing failed. */
async function decide(command: Waiting, unit: UnitOfWork): Promise<Outcome> {
  let result: unknown;
  try {
    result = await command.work(unit);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    return { error };
  }
  if (result instanceof Refusal && !unit.isEmpty) {
    return { error: new Error('A command that refuses must not append events.') };
  }
  await unit.flush();
  return result instanceof Refusal ? { error: result } : { result };
}
