import type { DomainEvent, InStream } from './event.js';

/**
 * How the state of one stream is folded from its events. The other half of a decider, `decide`, is
 * a plain function for each command, from (command, state, facts) to events or a refusal.
 *
 * The state must be plain JSON and bounded: it is kept in memory and in snapshots.
 */
export interface Decider<State, Event extends DomainEvent> {
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

/** Something that can say what the state of a stream is. */
export interface StateLoader {
  load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: string,
  ): Promise<Folded<State>>;
}
