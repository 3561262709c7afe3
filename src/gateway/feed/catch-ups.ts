import type { EventStore } from '../../event-store/event-store.js';
import { StatesAsOf } from '../../event-store/states-as-of.js';
import { MAX_QUEUED, type Broadcaster } from './connection.js';
import type { FrameSources } from './frames.js';
import { notice } from './protocol.js';
import { PAGE, replay, type Latecomer, type Replay } from './replay.js';
import type { Subscriber, Subscribers } from './subscribers.js';
import type { Turns } from './turns.js';

/** After so many passes it is enough: the log grows as fast as this process can replay it. */
const MOST_PASSES = 50;
/** How long a client may take for what was sent to it before it counts as too slow. */
const DRAIN_MS = 30_000;
const DRAIN_POLL_MS = 10;
/** The longest pause between two readings. */
const REST_MS = 250;

export interface CatchUpsOptions {
  readonly store: EventStore;
  readonly turns: Turns;
  readonly subscribers: Subscribers;
  readonly broadcaster: Pick<Broadcaster, 'sendTo'>;
  /** The last event that was delivered to those who are live. */
  readonly position: () => number;
  readonly sourcesAsOf: (states: StatesAsOf) => FrameSources;
  readonly onError: (error: unknown) => void;
}

/** Somebody who is behind, and since when they do not take what is sent to them. */
interface Waiting extends Latecomer {
  fullSince: number | undefined;
}

/**
 * Brings clients to where the log is: those who come together by one reading of it. One reading goes on at a time, so
 * that hundreds who come back at once, as after a restart, cost others little more than one; who comes while it goes on
 * joins it, if it has not passed them by, or waits for the next.
 */
export class CatchUps {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly options: CatchUpsOptions) {}

  /** Sends a client everything behind an event, beside the queue; the last of it in turn, where no new one can slip in. */
  add(subscriber: Subscriber, since: number): void {
    this.waiting.push({ subscriber, position: since, then: undefined, fullSince: undefined });
    if (this.running) return;
    this.running = true;
    void this.runAll();
  }

  private async runAll(): Promise<void> {
    while (this.waiting.length > 0) {
      try {
        const first = this.ready();
        // Who takes its messages slowly keeps nobody waiting.
        if (first.length === 0) await rest(DRAIN_POLL_MS);
        else await this.runAndRest(Math.min(...first.map(({ position }) => position)));
      } catch (error) {
        this.fail(error, 0);
      }
    }
    // In the same turn in which nobody was left: who comes next begins anew.
    this.running = false;
  }

  /** Where hundreds come at once, each reading brings some: the next one waits as long as it took, for more of them. */
  private async runAndRest(from: number): Promise<void> {
    const begun = performance.now();
    await this.run(from);
    if (this.waiting.length > 0) await rest(Math.min(REST_MS, performance.now() - begun));
  }

  /** One reading of the log, from a position to where those who are live are. */
  private async run(from: number): Promise<void> {
    const { store, broadcaster, position, sourcesAsOf, onError } = this.options;
    const states = new StatesAsOf(store, from);
    const reading = { states, sources: sourcesAsOf(states), broadcaster, onError };
    const hearing = () => this.ready().filter((each) => each.position >= states.position);
    try {
      for (let pass = 0; pass < MOST_PASSES && position() - states.position > PAGE; pass++) {
        if (hearing().length === 0) return;
        await replay(store, reading, position(), hearing);
      }
      await this.finish(reading, hearing());
    } catch (error) {
      this.fail(error, states.position);
    }
  }

  /** Ends the connections of those that it was for; who has not been reached will be by the next reading. */
  private fail(error: unknown, position: number): void {
    this.options.onError(error);
    for (const { subscriber } of this.drop((each) => each.position >= position)) {
      subscriber.connection.close('failed');
    }
  }

  /** The last events, in turn: then they are live. */
  private finish(reading: Replay, group: readonly Waiting[]): Promise<void> {
    const { store, turns, subscribers, position } = this.options;
    const here = () => group.filter(({ subscriber }) => isThere(subscriber, subscribers));
    return new Promise((done) => {
      turns.take(async () => {
        try {
          await replay(store, reading, position(), here);
          for (const { subscriber } of here()) goLive(subscriber);
          this.drop((each) => group.includes(each));
        } catch (error) {
          this.fail(error, reading.states.position);
        }
        done();
      });
    });
  }

  /** Those who are still there and take what is sent to them. Who does not for too long is cut off. */
  private ready(): readonly Waiting[] {
    const { subscribers } = this.options;
    const now = Date.now();
    this.drop(({ subscriber }) => !isThere(subscriber, subscribers));
    for (const each of this.waiting) {
      const isFull = each.subscriber.connection.queued > MAX_QUEUED / 2;
      each.fullSince = isFull ? (each.fullSince ?? now) : undefined;
    }
    for (const { subscriber } of this.drop(({ fullSince = now }) => now - fullSince > DRAIN_MS)) {
      subscriber.connection.close('too_slow');
    }
    return this.waiting.filter(({ fullSince }) => fullSince === undefined);
  }

  private drop(isOver: (each: Waiting) => boolean): readonly Waiting[] {
    const over = this.waiting.filter(isOver);
    if (over.length > 0) this.waiting = this.waiting.filter((each) => !over.includes(each));
    return over;
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function isThere(subscriber: Subscriber, subscribers: Subscribers): boolean {
  return subscriber.connection.isOpen && subscribers.has(subscriber);
}

export function goLive(subscriber: Subscriber): void {
  subscriber.live = true;
  subscriber.connection.receive(subscriber.permissions);
  subscriber.connection.send(notice('READY', {}, Date.now()));
}
