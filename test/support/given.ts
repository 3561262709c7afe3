import { Refusal } from '../../src/platform/refusal.js';
import type { DomainEvent, StreamEvent, StreamName } from '../../src/event-store/event.js';
import { evolve, type Fold, type Folded } from '../../src/event-store/fold.js';
import type { StateLoader, Stream } from '../../src/event-store/stream.js';

/** When everything happens, unless a case says otherwise. */
export const NOW = '2026-11-22T10:00:00.000Z';

/** An event that has happened, by `system` at {@link NOW} unless it says otherwise. */
export type Past<Event extends DomainEvent> = Event & {
  readonly at?: string;
  readonly actor?: string;
};

/** *Given these events*: the state that is folded from them. */
export function given<State, Event extends DomainEvent>(
  fold: Fold<State, Event>,
  events: readonly Past<NoInfer<Event>>[],
): State {
  return events.reduce(
    (state, event, index) => evolve(fold, state, inStream('stream', index + 1, event)),
    fold.initialState,
  );
}

/** The states behind events that are held in memory, stream by stream. */
export class PastEvents implements StateLoader {
  private readonly streams = new Map<StreamName, StreamEvent[]>();

  add({ name }: { readonly name: StreamName }, ...events: readonly Past<DomainEvent>[]): this {
    const past = this.streams.get(name) ?? [];
    for (const event of events) past.push(inStream(name, past.length + 1, event));
    this.streams.set(name, past);
    return this;
  }

  load<State, Event extends DomainEvent>({
    name,
    fold,
  }: Stream<State, Event>): Promise<Folded<State>> {
    const past = this.streams.get(name) ?? [];
    const state = past.reduce((folded, event) => evolve(fold, folded, event), fold.initialState);
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
