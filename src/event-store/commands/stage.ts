import type { DomainEvent } from '../event.js';
import type { Statement } from '../statement.js';
import type { StateLoader, Stream } from '../stream.js';

/** Who does something, and in which request. */
export interface Origin {
  /** A user id, or `system`. */
  readonly actor: string;
  /** The id of the request or the run. */
  readonly correlationId: string;
  /** The event that caused the command, when it was an event. */
  readonly causationId?: string;
}

/** What the program does by itself, in a run of that name. */
export function bySystem(correlationId: string): Origin {
  return { actor: 'system', correlationId };
}

/** What everything that a command does is stamped with. */
export interface CommandMeta extends Origin {
  /** RFC 3339 UTC with milliseconds: the one time of everything that the command does. */
  readonly now: string;
}

/** Where a command is at work: in a transaction, or in the rehearsal of one. */
export interface Stage extends StateLoader {
  readonly meta: CommandMeta;

  /**
   * Adds events to a stream that was loaded before; loading it again gives the state after them.
   *
   * @param causedBy the id of the event whose consequence these are
   * @returns the id of the last of them
   */
  append<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
    causedBy?: string,
  ): string | undefined;

  /**
   * The same for a stream that is there, and of whose state the rule need not know anything: also where an event of
   * it cannot be read.
   */
  appendUnseen<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
    causedBy?: string,
  ): Promise<string | undefined>;

  /** Adds the first events of a stream that cannot be there yet: its name was just made up. */
  create<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
  ): void;

  /** Adds a change of runtime state that is no history: a session, an idempotency record. */
  write(statement: Statement): void;

  /** Adds what all processes are told once the command is on disk, and that is no history. */
  tell(message: string): void;

  /** Reads runtime state, or a read model where a rule speaks of all streams at once. */
  get<Row>(statement: Statement): Promise<Row | undefined>;
  all<Row>(statement: Statement): Promise<readonly Row[]>;
}
