import type { Decider, StateLoader } from './decider.js';
import type { DomainEvent, StreamName } from './event.js';

/** How many streams are loaded at a time: on PostgreSQL in one trip. */
const AT_A_TIME = 100;

/** Folds the states of many streams, so many at a time that others have their turn in between. */
export async function loadStreams<State, Event extends DomainEvent>(
  loader: StateLoader,
  decider: Decider<State, Event>,
  streams: readonly StreamName[],
): Promise<void> {
  for (let from = 0; from < streams.length; from += AT_A_TIME) {
    const some = streams.slice(from, from + AT_A_TIME);
    await Promise.all(some.map((stream) => loader.load(decider, stream)));
    await new Promise(setImmediate);
  }
}
