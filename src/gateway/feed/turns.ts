import type { Connection } from './connection.js';

/** What is done one after another, whoever asks for it. */
export class Turns {
  private queue: Promise<void> = Promise.resolve();
  private queued = 0;

  /** @param onError hears what went wrong with one; the next has its turn all the same */
  constructor(private readonly onError: (error: unknown) => void) {}

  get isIdle(): boolean {
    return this.queued === 0;
  }

  /** Resolves when everything that was asked for so far is done; nothing if it is. */
  settled(): Promise<void> | undefined {
    return this.isIdle ? undefined : this.queue;
  }

  take(task: () => Promise<void>): void {
    this.queued++;
    this.queue = this.queue
      .then(task)
      .catch(this.onError)
      .finally(() => this.queued--);
  }

  /** The same for one client, whose connection ends when it goes wrong. */
  takeFor(connection: Connection, task: () => Promise<void>): void {
    this.take(async () => {
      try {
        await task();
      } catch (error) {
        connection.close('failed');
        throw error;
      }
    });
  }
}
