import type { DomainEvent } from './event.js';

/** Turns the data of one schema version into that of the next. Must be pure. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** What the log has to know of a type of event. */
export interface EventType {
  /** The version that is written today, from 1. */
  readonly schemaVersion: number;
  /** How older data becomes today's: `upcasters[n]` takes version n to n + 1. */
  readonly upcasters?: Readonly<Record<number, Upcaster>>;
  /** The fields of `data` that are personal, stored encrypted under the key of the stream's person. */
  readonly personal?: readonly string[];
  /** Whether the free-text reason speaks of the stream's person, and is stored encrypted too. */
  readonly personalReason?: boolean;
  /**
   * Whether it ends what is personal in its stream: in the same transaction the store deletes the
   * stream's key and snapshots, and from then on all values sealed before read as `null`.
   */
  readonly erases?: boolean;
}

/** One entry for each type of a union of events; a context lists its own beside its events. */
export type EventTypes<Event extends DomainEvent> = Readonly<Record<Event['type'], EventType>>;

/** All event types of the program, by name. */
export type EventRegistry = ReadonlyMap<string, EventType>;

export function eventRegistry(...contexts: Readonly<Record<string, EventType>>[]): EventRegistry {
  const registry = new Map<string, EventType>();
  for (const [name, type] of contexts.flatMap((types) => Object.entries(types))) {
    if (registry.has(name)) throw new Error(`Two contexts define the event ${name}.`);
    registry.set(name, type);
  }
  return registry;
}

/**
 * Today's data of an event that was stored under `schemaVersion`.
 *
 * @throws Error when that is one of a newer program, or too old for the upcasters that there are
 */
export function upcast(
  type: EventType,
  schemaVersion: number,
  data: Record<string, unknown>,
): Record<string, unknown> {
  if (schemaVersion > type.schemaVersion) {
    throw new Error(
      `schema version ${schemaVersion} is newer than ${type.schemaVersion}, which is known here`,
    );
  }
  let current = data;
  for (let version = schemaVersion; version < type.schemaVersion; version++) {
    const upcaster = type.upcasters?.[version];
    if (!upcaster) throw new Error(`no upcaster from schema version ${version}`);
    current = upcaster(current);
  }
  return current;
}
