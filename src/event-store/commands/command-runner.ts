import { StorageUnavailable, VersionConflict } from '../errors.js';
import type { EventStore } from '../event-store.js';
import type { StreamName } from '../event.js';
import type { States } from '../states.js';
import type { StreamStates } from '../stream-states.js';
import type { StateLoader } from '../stream.js';
import { CommandQueue, type WaitingCommand } from './command-queue.js';
import { LogTime } from './log-time.js';
import { answer, decide, isOfTheLog, reject, type OfTheLog, type Outcome } from './outcome.js';
import type { Origin } from './stage.js';
import { UnitOfWork } from './unit-of-work.js';

/** The most commands that share a commit. Bounds how long the first of them waits for the last. */
const MAX_BATCH = 256;
/** So many turns in a row that brought nobody: between request and command lie some in which a session is read. */
const IDLE_TURNS = 2;
/** After so many in a row whose statements failed by a time limit the others are not tried. */
const ENOUGH = 2;
/** How often a command is tried when another process writes to its streams at the same time. */
const MAX_TRIES = 3;

export interface RunnerOptions {
  readonly newEventId: () => string;
  /** The current time: RFC 3339 UTC with milliseconds. */
  readonly now: () => string;
  /** Hears of each commit: how many commands shared it, and how long it took. */
  readonly onBatch?: (commands: number, seconds: number) => void;
  /** Hears what came of each command: `undefined` when it was done, else what it failed with. */
  readonly onOutcome?: (error: unknown) => void;
}

/**
 * Runs commands: loads states, lets the command decide, appends and projects. Those that wait at the
 * same time share one transaction, and so one fsync; each is answered after the commit, and each is
 * isolated: one that fails leaves no trace and fails alone.
 */
export class CommandRunner {
  private readonly queue: CommandQueue;
  private running: Promise<void> | undefined;
  private readonly time: LogTime;

  constructor(
    private readonly store: EventStore,
    private readonly states: States,
    private readonly options: RunnerOptions,
  ) {
    this.queue = new CommandQueue(states, store.isRemote);
    this.time = new LogTime(options.now);
  }

  /**
   * Runs one command and answers when what it did is on disk.
   *
   * @param work decides and appends; what it throws, a refusal above all, leaves no trace
   * @param prepare loads what `work` will ask for, so that it need not be read while others wait
   * @throws what `work` throws; StorageUnavailable when the log cannot be written, and nothing was;
   *   OutcomeUnknown when it stopped answering while it was written: whoever cannot try again without harm
   *   sends an `Idempotency-Key`
   */
  run<Result>(
    origin: Origin,
    work: (unit: UnitOfWork) => Promise<Result>,
    prepare?: (states: StateLoader) => Promise<unknown>,
  ): Promise<Result> {
    const { onOutcome } = this.options;
    const outcome = new Promise<Result>((answer, reject) => {
      // It takes what this very `work` returned.
      const resolve = answer as (result: unknown) => void;
      this.queue.add({ origin, work, prepare, resolve, reject });
      if (this.running) void this.queue.prepareWaiting();
      this.running ??= this.runWaiting();
    });
    if (onOutcome) void outcome.then(() => onOutcome(undefined), onOutcome);
    return outcome;
  }

  /** Resolves when nothing is waiting or running. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async runWaiting(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        await this.gather();
        await this.runBatch(this.queue.take(MAX_BATCH), MAX_BATCH);
      }
    } finally {
      this.running = undefined;
    }
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
  private async runBatch(
    batch: WaitingCommand[],
    most: number,
    tries = 1,
  ): Promise<OfTheLog | undefined> {
    const startedAt = performance.now();
    const asked = batch.length;
    const behind = this.queue.length;
    let outcomes: readonly Outcome[];
    try {
      await this.queue.prepare(batch);
      outcomes = await this.commit(batch, most);
    } catch (error) {
      // Who has waited for all of this has waited long enough: not for one time limit after another.
      const late = isOfTheLog(error) ? Math.max(0, behind + asked - batch.length) : 0;
      reject(this.queue.take(late), error);
      return this.runAfterFailure(batch, tries, error);
    }
    this.options.onBatch?.(batch.length, (performance.now() - startedAt) / 1000);
    answer(batch, outcomes);
    return undefined;
  }

  /**
   * Nothing of the batch was written: who is to blame is found out by running each alone. Unless the log itself
   * fails, which is answered.
   */
  private async runAfterFailure(
    batch: readonly WaitingCommand[],
    tries: number,
    error: unknown,
  ): Promise<OfTheLog | undefined> {
    const [first, ...others] = batch;
    if (!first) return undefined;
    // Who cannot reach the log does not know how things stand, whatever they remember.
    if (error instanceof VersionConflict || isOfTheLog(error)) this.states.drop();
    this.queue.forget(batch);
    if (isOfTheLog(error)) {
      reject(batch, error);
      return error;
    }
    if (others.length > 0) return this.runEachAlone(batch);
    if (error instanceof VersionConflict && tries < MAX_TRIES) {
      return this.runBatch([first], 1, tries + 1);
    }
    // Somebody else was quicker each time. It is no conflict that the caller could do anything about.
    reject([first], error instanceof VersionConflict ? new StorageUnavailable(error) : error);
    return error instanceof StorageUnavailable ? error : undefined;
  }

  private async runEachAlone(batch: readonly WaitingCommand[]): Promise<OfTheLog | undefined> {
    let inARow = 0;
    for (const [index, command] of batch.entries()) {
      const failed = await this.runBatch([command], 1);
      inARow = failed ? inARow + 1 : 0;
      // One may be to blame itself; of several, one after another, it is a table that is locked, or the like.
      if (!failed || (!isOfTheLog(failed) && inARow < ENOUGH)) continue;
      reject(batch.slice(index + 1), failed);
      return failed;
    }
    return undefined;
  }

  private async commit(batch: WaitingCommand[], most: number): Promise<readonly Outcome[]> {
    const changed = new Map<StreamName, StreamStates>();
    const current = {
      get: (stream: StreamName) => changed.get(stream) ?? this.states.peek(stream),
      set: (stream: StreamName, states: StreamStates) => void changed.set(stream, states),
    };
    const { outcomes, position, now } = await this.store.transact(async (transaction) => {
      await this.states.catchUp(transaction);
      const now = await this.time.in(transaction);
      batch.push(...this.queue.takePrepared(most - batch.length));
      const outcomes: Outcome[] = [];
      for (const { origin, work } of batch) {
        const meta = { ...origin, now };
        const unit = new UnitOfWork(meta, transaction, current, this.options.newEventId);
        outcomes.push(await decide(work, unit));
      }
      return { outcomes, position: transaction.head.position, now };
    });
    this.time.committed(position, now);
    this.states.settle(position, changed);
    return outcomes;
  }
}
