import type { DomainEvent, StreamEvent } from './event.js';
import { evolve, type Fold, type Folded } from './fold.js';

type AnyFold = Fold<unknown, DomainEvent>;

/** The states of one stream at one version, by the fold that made them. Never changed. */
export class StreamStates {
  private constructor(
    readonly version: number,
    private readonly states: ReadonlyMap<AnyFold, unknown>,
  ) {}

  static at(version: number): StreamStates {
    return new StreamStates(version, new Map());
  }

  get<State, Event extends DomainEvent>(fold: Fold<State, Event>): Folded<State> | undefined {
    const key = fold as unknown as AnyFold;
    if (!this.states.has(key)) return undefined;
    return { state: this.states.get(key) as State, version: this.version };
  }

  with<State, Event extends DomainEvent>(fold: Fold<State, Event>, state: State): StreamStates {
    const key = fold as unknown as AnyFold;
    return new StreamStates(this.version, new Map(this.states).set(key, state));
  }

  /** All states after one more event. */
  after(event: StreamEvent): StreamStates {
    const states = new Map<AnyFold, unknown>();
    for (const [fold, state] of this.states) states.set(fold, evolve(fold, state, event));
    return new StreamStates(event.version, states);
  }

  entries(): Iterable<readonly [AnyFold, unknown]> {
    return this.states;
  }
}
