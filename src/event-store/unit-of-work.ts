import type { Decider, Folded, StateLoader } from './decider.js';
import type { LogTransaction } from './event-store.js';
import type { DomainEvent, NewEvent, StreamAppend, StreamName } from './event.js';
import { foldName, foldStream, SNAPSHOT_EVERY } from './fold-stream.js';
import type { Statement } from './statement.js';
import { StreamStates } from './stream-states.js';

/** After so many streams those who only read have their turn; whoever writes waits for all of it. */
const TURN = 200;

/** Who does something, when, and in which request. */
export interface CommandMeta {
  /** A user id, or `system`. */
  readonly actor: string;
  /** RFC 3339 UTC with milliseconds: the one time of everything that the command does. */
  readonly now: string;
  /** The id of the request or the run. */
  readonly correlationId: string;
  /** The event that caused the command, when it was an event. */
  readonly causationId?: string;
}

/** The states that are current while a batch runs: those of its own appends before the cached. */
export interface CurrentStates {
  get(stream: StreamName): StreamStates | undefined;
  set(stream: StreamName, states: StreamStates): void;
}

/**
 * One command at work in the write transaction: it loads what it needs, decides, and hands over
 * what happened. Nothing is written before it is done; then all of it is, or nothing.
 */
export class UnitOfWork implements StateLoader {
  private readonly states = new Map<StreamName, StreamStates>();
  private readonly appends = new Map<StreamName, { from: number; events: NewEvent[] }>();
  private readonly statements: Statement[] = [];

  constructor(
    readonly meta: CommandMeta,
    private readonly transaction: LogTransaction,
    private readonly current: CurrentStates,
    private readonly newEventId: () => string,
  ) {}

  async load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    const known = this.states.get(stream) ?? this.current.get(stream);
    const folded = known?.get(decider);
    if (folded) return folded;
    if (this.appends.has(stream)) throw new Error(`Load ${stream} before appending to it.`);
    const loaded = await foldStream(this.transaction, decider, stream);
    const states = (known ?? StreamStates.at(loaded.version)).with(decider, loaded.state);
    this.states.set(stream, states);
    return loaded;
  }

  /** Adds events to a stream that was loaded before; loading it again gives the state after them. */
  append(stream: StreamName, events: readonly DomainEvent[]): void {
    if (events.length === 0) return;
    let states = this.states.get(stream) ?? this.current.get(stream);
    if (!states) throw new Error(`Load ${stream} before appending to it.`);
    const append = this.appends.get(stream) ?? { from: states.version, events: [] };
    for (const event of events) {
      const added = this.stamp(event);
      append.events.push(added);
      states = states.after({
        ...added,
        stream,
        version: states.version + 1,
        schemaVersion: 0,
        reason: event.reason ?? null,
      });
    }
    this.appends.set(stream, append);
    this.states.set(stream, states);
  }

  private stamp(event: DomainEvent): NewEvent {
    const { actor, now, correlationId, causationId } = this.meta;
    return {
      id: this.newEventId(),
      type: event.type,
      data: event.data,
      reason: event.reason,
      actor,
      at: now,
      correlationId,
      causationId: causationId ?? null,
    };
  }

  /** Adds a change of runtime state that is no history: a session, an idempotency record. */
  write(statement: Statement): void {
    this.statements.push(statement);
  }

  /** Reads runtime state, or a read model where a rule speaks of all streams at once. */
  get<Row>(statement: Statement): Promise<Row | undefined> {
    return this.transaction.get<Row>(statement);
  }

  all<Row>(statement: Statement): Promise<readonly Row[]> {
    return this.transaction.all<Row>(statement);
  }

  get isEmpty(): boolean {
    return this.appends.size === 0;
  }

  /** Writes everything, and makes the new states current for the commands behind this one. */
  async flush(): Promise<void> {
    const batch: StreamAppend[] = [];
    for (const [stream, { from, events }] of this.appends) {
      batch.push({ stream, expectedVersion: from, events });
    }
    for (let from = 0; from < batch.length; from += TURN) {
      if (from > 0) await new Promise(setImmediate);
      await this.transaction.append(batch.slice(from, from + TURN));
    }
    for (const [stream, { from }] of this.appends) await this.saveSnapshots(stream, from);
    for (const statement of this.statements) await this.transaction.write(statement);
    for (const [stream, states] of this.states) this.current.set(stream, states);
  }

  private async saveSnapshots(stream: StreamName, from: number): Promise<void> {
    const states = this.states.get(stream);
    if (!states) return;
    const { version } = states;
    if (Math.floor(version / SNAPSHOT_EVERY) === Math.floor(from / SNAPSHOT_EVERY)) return;
    for (const [decider, state] of states.entries()) {
      const snapshot = { version, state: JSON.stringify(state) };
      await this.transaction.saveSnapshot(stream, foldName(decider), snapshot);
    }
  }
}
