import { isUnread, type LogEntry, type RecordedEvent } from '../event.js';
import type { Projection } from './projection.js';
import type { Statement } from '../statement.js';

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
  statementsFor(entry: LogEntry): readonly Statement[] {
    const handlers = this.byType.get(entry.type) ?? [];
    return handlers.flatMap((handler) => handler(read(entry)));
  }
}

/** The statements by which one projection takes in one event. */
export function project(projection: Projection, entry: LogEntry): readonly Statement[] {
  const handler = projection.handlers[entry.type] as Handler | undefined;
  return handler?.(read(entry)) ?? [];
}

/**
 * What nobody here knows concerns no read model; without what one of them must know it would say what is not so.
 *
 * @throws UnreadableEvent
 */
function read(entry: LogEntry): RecordedEvent {
  if (isUnread(entry)) throw entry.unread;
  return entry;
}
