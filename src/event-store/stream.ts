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

/** The state of a stream as of version `upTo` (or now), from the nearest snapshot. */
export async function foldStream<State, Event extends DomainEvent>(
  reader: StreamReader,
  stream: Stream<State, Event>,
  upTo?: number,
): Promise<Folded<State>> {
  const { name, fold } = stream;
  const isLong = upTo !== undefined && upTo >= SNAPSHOT_EVERY;
  // Most streams are shorter than the first snapshot: then this is all of it.
  const start = isLong ? [] : await reader.readStream(name, 0, SNAPSHOT_EVERY, upTo);
  const fromStart = (): Folded<State> =>
    foldAll(fold, { state: fold.initialState, version: 0 }, start);
  if (!isLong && start.length < SNAPSHOT_EVERY) return fromStart();
  const snapshot = await reader.snapshot(name, snapshotName(fold), upTo);
  return foldOn(reader, stream, snapshot ? fromSnapshot<State>(snapshot) : fromStart(), upTo);
}

/** The state of a stream as of version `upTo` (or now), from an earlier one. */
export async function foldOn<State, Event extends DomainEvent>(
  reader: Pick<StreamReader, 'readStream'>,
  { name, fold }: Stream<State, Event>,
  earlier: Folded<State>,
  upTo?: number,
): Promise<Folded<State>> {
  let folded = earlier;
  for (;;) {
    const events = await reader.readStream(name, folded.version, MAX_READ, upTo);
    folded = foldAll(fold, folded, events);
    if (events.length < MAX_READ) return folded;
  }
}

function foldAll<State, Event extends DomainEvent>(
  fold: Fold<State, Event>,
  { state, version }: Folded<State>,
  events: readonly RecordedEvent[],
): Folded<State> {
  for (const event of events) {
    state = evolve(fold, state, event);
    version = event.version;
  }
  return { state, version };
}

/** Written by the same version of the same fold: {@link snapshotName} says so. */
function fromSnapshot<State>({ state, version }: Snapshot): Folded<State> {
  return { state: JSON.parse(state) as State, version };
}
