import type { StateLoader } from '../stream.js';
import { StorageUnavailable } from '../errors.js';
import type { Origin } from './stage.js';
import type { UnitOfWork } from './unit-of-work.js';

/** A command, and whoever waits for its answer. */
export interface WaitingCommand {
  readonly origin: Origin;
  readonly work: (unit: UnitOfWork) => Promise<unknown>;
  /** Loads what the command will most likely ask for. */
  readonly prepare: ((states: StateLoader) => Promise<unknown>) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Preparation {
  readonly done: Promise<void>;
  isDone: boolean;
}

/**
 * The commands that wait for their batch, in the order in which they came. Where the log is a trip away, what
 * they will ask for is read before it is locked: there each trip keeps all processes waiting.
 */
export class CommandQueue {
  private readonly waiting: WaitingCommand[] = [];
  private readonly preparations = new WeakMap<WaitingCommand, Preparation>();
  private preparing = false;

  constructor(
    private readonly states: StateLoader,
    private readonly isRemote: boolean,
  ) {}

  get length(): number {
    return this.waiting.length;
  }

  add(command: WaitingCommand): void {
    this.waiting.push(command);
  }

  /** Takes the first of those who wait. */
  take(most: number): WaitingCommand[] {
    return this.waiting.splice(0, most);
  }

  /** The same, as far as what they will ask for is at hand. */
  takePrepared(most: number): WaitingCommand[] {
    if (!this.isRemote) return [];
    const first = this.waiting.findIndex((command) => !this.preparations.get(command)?.isDone);
    return this.take(Math.min(most, first < 0 ? this.waiting.length : first));
  }

  /**
   * Reads what commands will ask for, unless that was done.
   *
   * @throws StorageUnavailable; whatever else is wrong a command itself will meet, and fail by it alone
   */
  async prepare(commands: readonly WaitingCommand[]): Promise<void> {
    if (this.isRemote) await Promise.all(commands.map((command) => this.prepareOne(command)));
  }

  /** What was read for these is not to be relied on any more. */
  forget(commands: readonly WaitingCommand[]): void {
    for (const command of commands) this.preparations.delete(command);
  }

  /** Prepares those who wait while a batch is on its way: together, so that they share their trips. */
  async prepareWaiting(): Promise<void> {
    if (!this.isRemote || this.preparing) return;
    this.preparing = true;
    try {
      // All who arrive in this turn.
      await new Promise(setImmediate);
      while (this.waiting.some((command) => !this.preparations.has(command))) {
        await this.prepare([...this.waiting]);
      }
    } catch {
      // Their own batch meets it.
    } finally {
      this.preparing = false;
    }
  }

  private prepareOne(command: WaitingCommand): Promise<void> {
    const begun = this.preparations.get(command);
    if (begun) return begun.done;
    const preparation = { done: this.load(command), isDone: false };
    this.preparations.set(command, preparation);
    return preparation.done.then(() => {
      preparation.isDone = true;
    });
  }

  private async load({ prepare }: WaitingCommand): Promise<void> {
    try {
      await prepare?.(this.states);
    } catch (error) {
      if (error instanceof StorageUnavailable) throw error;
    }
  }
}
