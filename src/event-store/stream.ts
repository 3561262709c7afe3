import { MAX_READ, type Snapshot, type StreamReader } from './event-store.js';
import type { DomainEvent, RecordedEvent, StreamName } from './event.js';
import { evolve, type Fold, type Folded } from './fold.js';

/** A stream by name, with one of the folds of its events: what is loaded, and what may be appended. */
export interface Stream<State, Event extends DomainEvent> {
  readonly name: StreamName;
  readonly fold: Fold<State, Event>;
}

/** Something that can say what the state of a stream is. */
export interface StateLoader {
  load<State, Event extends DomainEvent>(stream: Stream<State, Event>): Promise<Folded<State>>;
}

/** A snapshot is kept each time a stream has grown by so many events: the most that a load folds. */
export const SNAPSHOT_EVERY = 256;

/** Under which name the snapshots of a fold are kept. */
export function snapshotName<State, Event extends DomainEvent>(fold: Fold<State, Event>): string {
  return `${fold.name}@${fold.version}`;
}

/** A state of earlier on, as of version `upTo`. */
export async function foldOn<State, Event extends DomainEvent>(
  reader: Pick<StreamReader, 'readStream'>,
  { name, fold }: Stream<State, Event>,
  earlier: Folded<State>,
  upTo: number,
): Promise<Folded<State>> {
  let { state, version } = earlier;
  while (version < upTo) {
    const events = await reader.readStream(name, version, MAX_READ, upTo);
    for (const event of events) {
      state = evolve(fold, state, event);
      version = event.version;
    }
    if (events.length < MAX_READ) break;
  }
  return { state, version };
}

/** The state of a stream as of version `upTo` (or now), from the nearest snapshot. */
export async function foldStream<State, Event extends DomainEvent>(
  reader: StreamReader,
  { name, fold }: Stream<State, Event>,
  upTo?: number,
): Promise<Folded<State>> {
  let { state, version }: Folded<State> = { state: fold.initialState, version: 0 };
  const take = (events: readonly RecordedEvent[]): void => {
    for (const event of events) {
      state = evolve(fold, state, event);
      version = event.version;
    }
  };
  // Most streams are shorter than the first snapshot: then this is all of it.
  const start = await reader.readStream(name, 0, SNAPSHOT_EVERY, upTo);
  const isWhole = start.length < SNAPSHOT_EVERY;
  const snapshot = isWhole ? undefined : await reader.snapshot(name, snapshotName(fold), upTo);
  if (snapshot) ({ state, version } = fromSnapshot<State>(snapshot));
  else take(start);
  for (let events = start; !isWhole && (events === start || events.length === MAX_READ);) {
    events = await reader.readStream(name, version, MAX_READ, upTo);
    take(events);
  }
  return { state, version };
}

/** Written by the same version of the same fold: {@link snapshotName} says so. */
function fromSnapshot<State>({ state, version }: Snapshot): Folded<State> {
  return { state: JSON.parse(state) as State, version };
}
