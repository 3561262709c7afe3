import type { DomainEvent } from './event.js';
import type { StateLoader, Stream } from './stream.js';

/** How many streams are loaded at a time: on PostgreSQL in one trip. */
const AT_A_TIME = 100;

/**
 * Folds the states of many streams, so many at a time that others have their turn in between. What goes wrong with one
 * its command will meet.
 */
export async function loadStreams<State, Event extends DomainEvent>(
  loader: StateLoader,
  streams: readonly Stream<State, Event>[],
): Promise<void> {
  for (let from = 0; from < streams.length; from += AT_A_TIME) {
    await Promise.allSettled(
      streams.slice(from, from + AT_A_TIME).map((stream) => loader.load(stream)),
    );
    await new Promise(setImmediate);
  }
}
