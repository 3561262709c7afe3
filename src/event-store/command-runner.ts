import type { LRUCache } from 'lru-cache';
import { Refusal } from '../common/refusal.js';
import { CommandQueue, type WaitingCommand } from './command-queue.js';
import type { Decider, Folded, StateLoader } from './decider.js';
import { StorageUnavailable, VersionConflict } from './errors.js';
import { MAX_READ, type EventStore, type LogTransaction } from './event-store.js';
import type { DomainEvent, RecordedEvent, StreamName } from './event.js';
import { foldStream } from './fold-stream.js';
import { stateCache, StreamStates } from './stream-states.js';
import { UnitOfWork, type CommandMeta } from './unit-of-work.js';

/** The most commands that share a commit. Bounds how long the first of them waits for the last. */
const MAX_BATCH = 256;
/** So many turns in a row that brought nobody: between request and command lie some in which a session is read. */
const IDLE_TURNS = 2;
/** How often a command is tried when another process writes to its streams at the same time. */
const MAX_TRIES = 3;

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
  private readonly queue: CommandQueue;
  private running: Promise<void> | undefined;
  /** The last event that the cached states know of; behind it others may have appended. */
  private seen = -1;
  /** The streams that are being loaded, and whether they have changed since that began. */
  private readonly loading = new Map<StreamName, { loads: number; changed: boolean }>();
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly options: RunnerOptions,
  ) {
    this.queue = new CommandQueue(this, store.isRemote);
    store.onRewind(() => this.forget());
  }

  /**
   * Runs one command and answers when what it did is on disk.
   *
   * @throws Refusal when a rule says no; StorageUnavailable when the log cannot be written. If the
   *   engine did not answer, it may have been done all the same: whoever cannot try again without
   *   harm sends an `Idempotency-Key`.
   * @param prepare loads what `work` will ask for, so that it need not be read while others wait
   */
  run<Result>(
    meta: CommandMeta,
    work: (unit: UnitOfWork) => Promise<Result | Refusal>,
    prepare?: (states: StateLoader) => Promise<unknown>,
  ): Promise<Result> {
    return new Promise<Result>((answer, reject) => {
      // It takes what this very `work` returned.
      const resolve = answer as (result: unknown) => void;
      this.queue.add({ meta, work, prepare, resolve, reject });
      if (this.running) void this.queue.prepareWaiting();
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
    else this.forgetStates();
    this.seen = event.position;
    this.announce();
  }

  /** The states of a stream that are at hand, as of the last commit. */
  latest(stream: StreamName): StreamStates | undefined {
    return this.cache.get(stream);
  }

  /** The state as of the last commit, without waiting for the next. */
  async load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    const known = this.cache.get(stream);
    const folded = known?.get(decider);
    if (folded) return folded;
    const loading = this.loading.get(stream) ?? { loads: 0, changed: false };
    this.loading.set(stream, loading);
    loading.loads++;
    try {
      const loaded = await foldStream(this.store, decider, stream);
      if (!loading.changed) this.keep(decider, stream, loaded);
      return loaded;
    } finally {
      if (--loading.loads === 0) this.loading.delete(stream);
    }
  }

  /** Keeps what was loaded of a stream that has not changed meanwhile: nothing old may enter. */
  private keep<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
    { state, version }: Folded<State>,
  ): void {
    // What does not exist is not kept: whoever guesses codes must not push out what is in use.
    if (version === 0) return;
    const states = this.cache.get(stream) ?? StreamStates.at(version);
    if (states.version === version) this.cache.set(stream, states.with(decider, state));
  }

  /** Resolves when nothing is waiting or running. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async runWaiting(): Promise<void> {
    while (this.queue.length > 0) {
      await this.gather();
      await this.runBatch(this.queue.take(MAX_BATCH), MAX_BATCH);
    }
    this.running = undefined;
  }

  /**
   * Lets all who have arrived, and all who arrive because they were just answered, join the batch: as long as
   * turns of the event loop bring more. A turn with nothing to do takes microseconds, a commit milliseconds.
   */
  private async gather(): Promise<void> {
    for (let idle = 0; idle < IDLE_TURNS && this.queue.length < MAX_BATCH;) {
      const before = this.queue.length;
      await new Promise(setImmediate);
      idle = this.queue.length > before ? 0 : idle + 1;
    }
  }

  /**
   * Runs commands in one transaction, and with them, up to `most` in all, those who come while it waits for the
   * log.
   */
  private async runBatch(batch: WaitingCommand[], most: number, tries = 1): Promise<void> {
    const startedAt = performance.now();
    const asked = batch.length;
    const behind = this.queue.length;
    let outcomes: readonly Outcome[];
    try {
      await this.queue.prepare(batch);
      outcomes = await this.commit(batch, most);
    } catch (error) {
      this.forgetStates();
      this.queue.forget(batch);
      // Who has waited for all of this has waited long enough: not for one time limit after another.
      const left = Math.max(0, behind + asked - batch.length);
      if (error instanceof StorageUnavailable) reject(this.queue.take(left), error);
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
    batch: readonly WaitingCommand[],
    tries: number,
    error: unknown,
  ): Promise<void> {
    const [first, ...others] = batch;
    if (!first) return;
    if (error instanceof StorageUnavailable) {
      reject(batch, error);
    } else if (others.length > 0) {
      for (const command of batch) await this.runBatch([command], 1);
    } else if (error instanceof VersionConflict && tries < MAX_TRIES) {
      await this.runBatch([first], 1, tries + 1);
    } else {
      // Somebody else was quicker each time. It is no conflict that the caller could do anything about.
      reject([first], error instanceof VersionConflict ? new StorageUnavailable(error) : error);
    }
  }

  private async commit(batch: WaitingCommand[], most: number): Promise<readonly Outcome[]> {
    const changed = new Map<StreamName, StreamStates>();
    const current = {
      get: (stream: StreamName) => changed.get(stream) ?? this.cache.get(stream),
      set: (stream: StreamName, states: StreamStates) => void changed.set(stream, states),
    };
    const { outcomes, head } = await this.store.transact(async (transaction) => {
      if (transaction.head.position !== this.seen) await this.catchUp(transaction);
      batch.push(...this.queue.takePrepared(most - batch.length));
      const outcomes: Outcome[] = [];
      for (const command of batch) {
        const unit = new UnitOfWork(command.meta, transaction, current, this.options.newEventId);
        outcomes.push(await decide(command, unit));
      }
      return { outcomes, head: transaction.head.position };
    });
    this.seen = head;
    for (const [stream, states] of changed) this.replace(stream, states);
    this.announce();
    return outcomes;
  }

  /** Others have written: what they appended moves the cached states on. */
  private async catchUp(transaction: LogTransaction): Promise<void> {
    const { position } = transaction.head;
    const missed = position - this.seen;
    if (this.seen < 0 || missed < 0 || missed > MAX_READ) this.forgetStates();
    else for (const event of await transaction.readAll(this.seen, missed)) this.moveOn(event);
    this.seen = position;
  }

  /** A state that was loaded a moment ago may know of the event already. */
  private moveOn(event: RecordedEvent): void {
    const states = this.cache.get(event.stream);
    if (states && states.version >= event.version) return;
    this.replace(
      event.stream,
      states?.version === event.version - 1 ? states.after(event) : undefined,
    );
  }

  /** A stream has changed: into these states, or into what is to be loaded anew. */
  private replace(stream: StreamName, states: StreamStates | undefined): void {
    const loading = this.loading.get(stream);
    if (loading) loading.changed = true;
    if (states) this.cache.set(stream, states);
    else this.cache.delete(stream);
  }

  private forgetStates(): void {
    this.cache.clear();
    for (const loading of this.loading.values()) loading.changed = true;
  }

  /** The log holds something else than what the states were folded from. */
  private forget(): void {
    this.forgetStates();
    this.seen = -1;
    this.announce();
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }
}

function reject(commands: readonly WaitingCommand[], error: unknown): void {
  for (const command of commands) command.reject(error);
}

/** Lets a command decide and writes what it decided. Throws only if the writing failed. */
async function decide(command: WaitingCommand, unit: UnitOfWork): Promise<Outcome> {
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
