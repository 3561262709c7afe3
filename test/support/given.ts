import { Refusal } from '../../src/common/refusal.js';
import type { Decider, Folded, StateLoader } from '../../src/event-store/decider.js';
import type { DomainEvent, StreamEvent, StreamName } from '../../src/event-store/event.js';
import { evolve } from '../../src/event-store/fold-stream.js';

/** When everything happens, unless a case says otherwise. */
export const NOW = '2026-11-22T10:00:00.000Z';

/** An event that has happened, by `system` at {@link NOW} unless it says otherwise. */
export type Past<Event extends DomainEvent> = Event & {
  readonly at?: string;
  readonly actor?: string;
};

/** *Given these events*: the state that a decider folds from them. */
export function given<State, Event extends DomainEvent>(
  decider: Decider<State, Event>,
  events: readonly Past<NoInfer<Event>>[],
): State {
  return events.reduce(
    (state, event, index) => evolve(decider, state, inStream('stream', index + 1, event)),
    decider.initialState,
  );
}

/** The states behind events that are held in memory, stream by stream. */
export class PastEvents implements StateLoader {
  private readonly streams = new Map<StreamName, StreamEvent[]>();

  add(stream: StreamName, ...events: readonly Past<DomainEvent>[]): this {
    const past = this.streams.get(stream) ?? [];
    for (const event of events) past.push(inStream(stream, past.length + 1, event));
    this.streams.set(stream, past);
    return this;
  }

  load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    const past = this.streams.get(stream) ?? [];
    const state = past.reduce(
      (folded, event) => evolve(decider, folded, event),
      decider.initialState,
    );
    return Promise.resolve({ state, version: past.length });
  }
}

/** *Then this refusal*: its code; what was decided instead, if it was no refusal. */
export function refusalOf(decision: unknown): unknown {
  return decision instanceof Refusal ? decision.code : decision;
}

function inStream(stream: StreamName, version: number, event: Past<DomainEvent>): StreamEvent {
  return {
    id: `${stream}:${version}`,
    stream,
    version,
    type: event.type,
    schemaVersion: 1,
    data: event.data,
    actor: event.actor ?? 'system',
    at: event.at ?? NOW,
    correlationId: 'test',
    causationId: null,
    reason: event.reason ?? null,
  };
}
