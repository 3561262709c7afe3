import type { EventStore, Head } from './event-store.js';
import { isUnread, type LogEntry, type RecordedEvent, type UnreadEvent } from './event.js';
import type { StoredEvent } from './hash-chain.js';
import type { States } from './states.js';

/** How often the log is looked at without having been woken: another process may have written. */
const POLL_MS = 1000;
const PAGE = 500;
/** Committed events that are kept in memory for a tail that lags; past that it reads the log. */
const MAX_HANDED = 5000;

export interface FollowerOptions {
  /** Takes one event; the next one waits for what it returns. Must not throw for what it can help. */
  readonly publish: (event: RecordedEvent) => Promise<void> | undefined;
  /** Takes one that cannot be read, in its place among the others. */
  readonly passOver: (entry: UnreadEvent) => Promise<void> | undefined;
  /** Hears what went wrong with an event; the tail goes on behind it. */
  readonly onError: (error: unknown, position: number) => void;
  /** Hears that the log cannot be read, once, and with `undefined` that it can be read again. */
  readonly onOutage: (error: unknown) => void;
  /** Hears that events which were published are in the log no more; the tail goes on behind `head`. */
  readonly onRewind: (head: Head) => void;
}

/**
 * Follows the log: moves the states on by each committed event and publishes it, in the log's order, each once, from
 * where it was started.
 */
export class LogFollower {
  /** The last event that was published. */
  private at = 0;
  /** Its hash, in hexadecimal. */
  private hash = '';
  /** Whether the log must be asked if it still holds that event, before anything is published. */
  private doubtful = false;
  /** The last event that we were told of: with it published, there is nothing more to look for. */
  private heard = 0;
  /** The last event that others have told us of. */
  private told = 0;
  private handed: LogEntry[] = [];
  /** The last of them: what others tell of up to here is nothing new. */
  private handedTo = 0;
  /** How often somebody said that there may be more. */
  private askings = 0;
  private running: Promise<void> | undefined;
  private isOut = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly states: States,
    private readonly options: FollowerOptions,
  ) {}

  /** Starts behind the event at the head. */
  start(head: Head): void {
    // What others have appended while we started is not told of any more.
    if (this.states.position < head.position) this.states.moveTo(head.position);
    this.goOnBehind(head);
    this.store.onRewind(() => {
      this.doubtful = true;
      this.poll();
    });
    this.store.onCommit((events) => this.hand(events));
    this.store.onOthersCommit((position) => {
      if (position === undefined) this.poll();
      else this.hear(position);
    });
    this.timer = setInterval(() => this.poll(), POLL_MS).unref();
    this.poll();
  }

  /** How many events are committed but not published yet. */
  async lag(): Promise<number> {
    return (await this.store.head()).position - this.at;
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

  private hand(events: readonly LogEntry[]): void {
    if (this.handed.length + events.length <= MAX_HANDED) this.handed.push(...events);
    this.handedTo = events.at(-1)?.position ?? this.handedTo;
    // Of a later commit of others we may have heard before.
    this.heard = Math.max(this.handedTo, this.told);
    this.askings++;
    this.wake();
  }

  /** Others have committed up to there. Of our own commits we are told with their events. */
  private hear(position: number): void {
    if (position <= Math.max(this.at, this.handedTo)) return;
    this.told = position;
    this.heard = Math.max(this.heard, position);
    this.askings++;
    this.wake();
  }

  /** Looks into the log whether or not we were told of anything. */
  private poll(): void {
    this.heard = Number.MAX_SAFE_INTEGER;
    this.askings++;
    this.wake();
  }

  private wake(): void {
    if (!this.timer || this.running) return;
    this.running = this.publishNew().finally(() => (this.running = undefined));
  }

  private async publishNew(): Promise<void> {
    try {
      for (;;) {
        const { askings } = this;
        const events = await this.next();
        if (this.isOut) this.options.onOutage(undefined);
        this.isOut = false;
        // An answer that was on its way already says nothing of what came after.
        if (events.length === 0 && askings !== this.askings && this.timer) continue;
        if (events.length === 0 || !this.timer) break;
        for (const event of events) {
          const done = this.publish(event);
          // Most often nobody is connected: a turn of the microtask queue for each event adds up.
          if (done) await done;
          this.at = event.position;
          this.hash = event.hash;
        }
        if (this.at >= this.heard) return;
      }
      this.heard = this.at;
    } catch (error) {
      // The timer tries again.
      if (!this.isOut) this.options.onOutage(error);
      this.isOut = true;
    }
  }

  /** What follows our position: from memory if it was handed over without a gap, else from the log. */
  private async next(): Promise<readonly LogEntry[]> {
    const handed = this.handed.filter((event) => event.position > this.at);
    this.handed = [];
    // Others may have committed in between.
    const gap = handed.findIndex((event, index) => event.position !== this.at + 1 + index);
    const next = gap < 0 ? handed : handed.slice(0, gap);
    if (next.length > 0 && !this.doubtful) return next;
    // With the last that was published: what follows counts only if that is still there.
    const stored = await this.store.readStored(this.at - 1, PAGE);
    const [last] = stored;
    if (this.at === 0 || (last && this.isWherePublished(last))) {
      this.doubtful = false;
      return this.store.decode(stored.filter(({ position }) => position > this.at));
    }
    const head = await this.store.head();
    this.goOnBehind(head);
    this.store.rewound();
    this.options.onRewind(head);
    return [];
  }

  private isWherePublished({ position, hash }: StoredEvent): boolean {
    return position === this.at && hash.toString('hex') === this.hash;
  }

  private goOnBehind({ position, hash }: Head): void {
    this.at = position;
    this.hash = hash.toString('hex');
    this.handedTo = 0;
    this.told = 0;
  }

  private publish(entry: LogEntry): Promise<void> | undefined {
    const { passOver, publish, onError } = this.options;
    const failed = (error: unknown) => onError(error, entry.position);
    try {
      this.states.advance(entry);
      return (isUnread(entry) ? passOver(entry) : publish(entry))?.catch(failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }
}
