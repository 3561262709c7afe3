import type { DomainEvent, InStream, StreamEvent } from './event.js';

/**
 * How a state is folded from the events of one stream. A rule is a fold and a plain function `decide`, from
 * (command, state, facts) to events or a refusal.
 *
 * The state must be plain JSON and bounded: it is kept in memory and in snapshots.
 */
export interface Fold<State, Event extends DomainEvent> {
  /** Names the fold in stored snapshots. */
  readonly name: string;
  /** Raise it with every change to `evolve` or to the state's shape: older snapshots are then ignored. */
  readonly version: number;
  readonly initialState: State;
  /** Must be pure: time comes from `event.at`. */
  readonly evolve: (state: State, event: InStream<Event>) => State;
}

/** A state and the version of the stream that it was folded up to (0 = no event). */
export interface Folded<State> {
  readonly state: State;
  readonly version: number;
}

/** The state after one more event of its stream. */
export function evolve<State, Event extends DomainEvent>(
  fold: Fold<State, Event>,
  state: State,
  event: StreamEvent,
): State {
  // A typed handle appends to a stream what its folds know, and nothing else.
  return fold.evolve(state, event as InStream<Event>);
}
