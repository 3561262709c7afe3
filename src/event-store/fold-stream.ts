import type { Decider, Folded } from './decider.js';
import { MAX_READ, type Snapshot, type StreamReader } from './event-store.js';
import type { DomainEvent, InStream, RecordedEvent, StreamEvent, StreamName } from './event.js';

/** A snapshot is kept each time a stream has grown by so many events: the most that a load folds. */
export const SNAPSHOT_EVERY = 256;

/** Under which name the snapshots of a decider are kept. */
export function foldName<State, Event extends DomainEvent>(decider: Decider<State, Event>): string {
  return `${decider.name}@${decider.version}`;
}

/** The state after one more event of its stream. */
export function evolve<State, Event extends DomainEvent>(
  decider: Decider<State, Event>,
  state: State,
  event: StreamEvent,
): State {
  // The stream holds the events of `Event` and no others: the registry and the deciders see to it.
  return decider.evolve(state, event as InStream<Event>);
}

/** The state of a stream as of version `upTo` (or now), from the nearest snapshot or a given state. */
export async function foldStream<State, Event extends DomainEvent>(
  reader: StreamReader,
  decider: Decider<State, Event>,
  stream: StreamName,
  upTo?: number,
  from?: Folded<State>,
): Promise<Folded<State>> {
  let { state, version } = from ?? { state: decider.initialState, version: 0 };
  const take = (events: readonly RecordedEvent[]): void => {
    for (const event of events) {
      state = evolve(decider, state, event);
      version = event.version;
    }
  };
  if (!from) {
    // Most streams are shorter than the first snapshot: then this is all of it.
    const events = await reader.readStream(stream, 0, SNAPSHOT_EVERY, upTo);
    const snapshot =
      events.length < SNAPSHOT_EVERY
        ? undefined
        : await reader.snapshot(stream, foldName(decider), upTo);
    if (snapshot) ({ state, version } = fromSnapshot<State>(snapshot));
    else take(events);
    if (events.length < SNAPSHOT_EVERY) return { state, version };
  }
  for (;;) {
    const events = await reader.readStream(stream, version, MAX_READ, upTo);
    take(events);
    if (events.length < MAX_READ) return { state, version };
  }
}

/** Written by the same version of the same decider: `foldName` says so. */
function fromSnapshot<State>({ state, version }: Snapshot): Folded<State> {
  return { state: JSON.parse(state) as State, version };
}
