import type { LogTransaction } from '../event-store.js';

/** The time that commands are given: the clock's, but never before that of an event which is in the log. */
export class LogTime {
  /** When the last event happened that the log held at `position`. */
  private last = { position: 0, at: '' };

  /** @param now the current time: RFC 3339 UTC with milliseconds */
  constructor(private readonly now: () => string) {}

  /** The time of a batch. */
  async in(transaction: LogTransaction): Promise<string> {
    const { position } = transaction.head;
    if (position !== this.last.position) {
      const [event] = await transaction.readAll(position - 1, 1);
      this.last = { position, at: event?.at ?? '' };
    }
    const now = this.now();
    return now > this.last.at ? now : this.last.at;
  }

  /** The batch that was given the time `at` is on disk; the log ends at `position`. */
  committed(position: number, at: string): void {
    if (position !== this.last.position) this.last = { position, at };
  }
}
