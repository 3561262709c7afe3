import type { DomainEvent, Recorded } from '../event.js';
import type { Statement } from '../statement.js';

/**
 * A read model: tables that are a pure function of the log. It is brought up to date in the
 * append's own transaction and can be dropped and rebuilt at any time.
 */
export interface Projection {
  readonly name: string;
  /** Raise it with every change to the schema or to a handler: the next start rebuilds the tables. */
  readonly version: number;
  /** The tables it owns, as they stand between braces in its SQL. */
  readonly tables: readonly string[];
  /** What creates the tables, empty; `{table}` stands for a name. May hold the first rows. */
  readonly schema: readonly string[];
  /** What an event changes, by type. Must be pure; types without an entry change nothing. */
  readonly handlers: Readonly<Record<string, (event: never) => readonly Statement[]>>;
}

/** Handlers for some of the types of `Event`, each with its own event's type. */
export type ProjectionHandlers<Event extends DomainEvent> = {
  readonly [Type in Event['type']]?: (
    event: Recorded<Extract<Event, { readonly type: Type }>>,
  ) => readonly Statement[];
};
