import { LRUCache } from 'lru-cache';
import type { Decider, Folded } from './decider.js';
import { evolve } from './fold-stream.js';
import type { DomainEvent, StreamEvent, StreamName } from './event.js';

type AnyDecider = Decider<unknown, DomainEvent>;

/** The states of one stream at one version, by the decider that folded them. Never changed. */
export class StreamStates {
  private constructor(
    readonly version: number,
    private readonly states: ReadonlyMap<AnyDecider, unknown>,
  ) {}

  static at(version: number): StreamStates {
    return new StreamStates(version, new Map());
  }

  get<State, Event extends DomainEvent>(decider: Decider<State, Event>): Folded<State> | undefined {
    const key = decider as unknown as AnyDecider;
    if (!this.states.has(key)) return undefined;
    return { state: this.states.get(key) as State, version: this.version };
  }

  with<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    state: State,
  ): StreamStates {
    return new StreamStates(
      this.version,
      new Map(this.states).set(decider as unknown as AnyDecider, state),
    );
  }

  /** All states after one more event. */
  after(event: StreamEvent): StreamStates {
    const states = new Map<AnyDecider, unknown>();
    for (const [decider, state] of this.states) states.set(decider, evolve(decider, state, event));
    return new StreamStates(event.version, states);
  }

  entries(): Iterable<readonly [AnyDecider, unknown]> {
    return this.states;
  }
}

/** How many streams are kept folded. An entry takes about a kilobyte. */
const STREAMS_KEPT = 50_000;

/** Folded states of the streams that were used last. */
export function stateCache(max = STREAMS_KEPT): LRUCache<StreamName, StreamStates> {
  return new LRUCache<StreamName, StreamStates>({ max });
}
