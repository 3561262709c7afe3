import type { EventStore } from '../../event-store/event-store.js';
import { MAX_QUEUED } from './connection.js';
import { PAGE, replay, type ReplayTarget } from './replay.js';

/** After so many passes it is enough: the log grows as fast as this process, or this client, can replay it. */
const MOST_PASSES = 50;
/** How long a client may take for what was sent to it before it counts as too slow. */
const DRAIN_MS = 30_000;
const DRAIN_POLL_MS = 10;

/** A client that does not take what is sent to it. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/**
 * Brings clients to where the log is, one after another. Many at once would each have a small part of the
 * process, and on a busy log none of them might ever come to its end; one alone soon does, and then costs no
 * more than anybody who is live.
 */
export class CatchUps {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: EventStore) {}

  /**
   * Resolves when no more than a page is left to be sent, or the client has gone.
   *
   * @param position where the log is by now
   * @throws TooSlow, StorageUnavailable
   */
  async run(
    target: ReplayTarget,
    position: () => number,
    isConnected: () => boolean,
  ): Promise<void> {
    const { connection } = target.subscriber;
    const isNear = () => position() - target.states.position <= PAGE;
    const takes = () => connection.queued <= MAX_QUEUED / 2;
    const goesOn = () => isConnected() && takes();
    let passes = 0;
    while (isConnected() && !isNear() && passes < MOST_PASSES) {
      await this.inTurn(async () => {
        for (; goesOn() && !isNear() && passes < MOST_PASSES; passes++) {
          await replay(this.store, target, position(), goesOn);
        }
      });
      // Who takes its messages slowly keeps nobody waiting.
      await drained(takes, isConnected);
    }
  }

  private inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(task);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

async function drained(takes: () => boolean, isConnected: () => boolean): Promise<void> {
  const deadline = Date.now() + DRAIN_MS;
  while (!takes() && isConnected()) {
    if (Date.now() > deadline) throw new TooSlow('The client takes its messages too slowly.');
    await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
  }
}
