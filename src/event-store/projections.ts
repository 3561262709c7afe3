import type { RecordedEvent } from './event.js';
import type { Projection } from './projection.js';
import type { Statement } from './statement.js';

type Handler = (event: RecordedEvent) => readonly Statement[];

/** All projections of the program, and which of them an event concerns. */
export class Projections {
  private readonly byType = new Map<string, Handler[]>();

  constructor(readonly list: readonly Projection[]) {
    for (const projection of list) {
      for (const [type, handler] of Object.entries(projection.handlers)) {
        // The table of handlers is keyed by the very type that each handler takes.
        const handlers = this.byType.get(type) ?? [];
        handlers.push(handler as Handler);
        this.byType.set(type, handlers);
      }
    }
  }

  /** The statements that bring every read model up to date with one event. */
  statementsFor(event: RecordedEvent): readonly Statement[] {
    const handlers = this.byType.get(event.type) ?? [];
    return handlers.flatMap((handler) => handler(event));
  }
}

/** The statements by which one projection takes in one event. */
export function project(projection: Projection, event: RecordedEvent): readonly Statement[] {
  const handler = projection.handlers[event.type] as Handler | undefined;
  return handler?.(event) ?? [];
}
