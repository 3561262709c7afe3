import type { EventStore, Head } from './event-store.js';

/**
 * Where the log ends, for as many as ask: one reading at a time, which all share who had asked before it began. So
 * each hears of all that was written before they asked, and however many ask the log is read no more often.
 */
export class SharedHead {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<Head> | undefined;

  constructor(private readonly store: Pick<EventStore, 'head'>) {}

  read(): Promise<Head> {
    this.next ??= this.begin();
    return this.next;
  }

  private begin(): Promise<Head> {
    const reading = this.running.then(() => {
      // Whoever asks from now on may ask for what this reading does not see.
      this.next = undefined;
      return this.store.head();
    });
    // Those who asked hear that it failed; those behind them try anew.
    this.running = reading.catch(() => undefined);
    return reading;
  }
}
