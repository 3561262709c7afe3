import type { EventStore } from './event-store.js';
import type { RecordedEvent } from './event.js';

/** How often the log is looked at without having been woken: another process may have written. */
const POLL_MS = 1000;
const PAGE = 500;
/** Committed events that are kept in memory for a tail that lags; past that it reads the log. */
const MAX_HANDED = 5000;

export interface LogTailOptions {
  /** Takes one event; the next one waits for what it returns. Must not throw for what it can help. */
  readonly publish: (event: RecordedEvent) => Promise<void> | undefined;
  /** Hears what went wrong; the tail goes on from its position. */
  readonly onError: (error: unknown, position: number) => void;
}

/** Publishes committed events in the log's order, each once, from where it was started. */
export class LogTail {
  /** The last event that was published. */
  private at = 0;
  /** The last event that we were told of: with it published, there is nothing more to look for. */
  private heard = 0;
  private handed: RecordedEvent[] = [];
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly options: LogTailOptions,
  ) {}

  get position(): number {
    return this.at;
  }

  /** Starts behind the event at `position`. */
  start(position: number): void {
    this.at = position;
    this.store.onCommit((events) => this.hand(events));
    this.store.onOthersCommit(() => this.poll());
    this.timer = setInterval(() => this.poll(), POLL_MS).unref();
    this.poll();
  }

  /** Stops when the event in hand has been published. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  /** Resolves when everything that was committed so far has been published. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private hand(events: readonly RecordedEvent[]): void {
    if (this.handed.length + events.length <= MAX_HANDED) this.handed.push(...events);
    this.heard = events.at(-1)?.position ?? this.heard;
    this.wake();
  }

  /** Looks into the log whether or not we were told of anything. */
  private poll(): void {
    this.heard = Number.MAX_SAFE_INTEGER;
    this.wake();
  }

  private wake(): void {
    if (!this.timer || this.running) return;
    this.running = this.publishNew().finally(() => (this.running = undefined));
  }

  private async publishNew(): Promise<void> {
    try {
      for (;;) {
        const events = await this.next();
        if (events.length === 0 || !this.timer) break;
        for (const event of events) {
          const done = this.publish(event);
          // Most often nobody is connected: a turn of the microtask queue for each event adds up.
          if (done) await done;
          this.at = event.position;
        }
        if (this.at >= this.heard) return;
      }
      this.heard = this.at;
    } catch (error) {
      // Could not read the log: the timer tries again.
      this.options.onError(error, this.at);
    }
  }

  /** What follows our position: from memory if it was handed over without a gap, else from the log. */
  private async next(): Promise<readonly RecordedEvent[]> {
    const handed = this.handed.filter((event) => event.position > this.at);
    this.handed = [];
    if (handed[0]?.position === this.at + 1) return handed;
    return this.store.readAll(this.at, PAGE);
  }

  private publish(event: RecordedEvent): Promise<void> | undefined {
    const failed = (error: unknown) => this.options.onError(error, event.position);
    try {
      return this.options.publish(event)?.catch(failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }
}
