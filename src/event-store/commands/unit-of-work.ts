import type { LogTransaction } from '../event-store.js';
import type { DomainEvent, NewEvent, StreamAppend, StreamName } from '../event.js';
import type { Folded } from '../fold.js';
import { ifReadable } from '../if-readable.js';
import type { Statement } from '../statement.js';
import { StreamStates } from '../stream-states.js';
import { foldStream, SNAPSHOT_EVERY, snapshotName, type Stream } from '../stream.js';
import type { CommandMeta, Stage } from './stage.js';

/** After so many streams those who only read have their turn; whoever writes waits for all of it. */
const TURN = 200;

/** The states that are current while a batch runs: those of its own appends before the cached. */
export interface CurrentStates {
  get(stream: StreamName): StreamStates | undefined;
  set(stream: StreamName, states: StreamStates): void;
}

interface Append {
  readonly expectedVersion: StreamAppend['expectedVersion'];
  readonly from: number;
  readonly events: NewEvent[];
}

/**
 * One command at work in the write transaction: it loads what it needs, decides, and hands over
 * what happened. Nothing is written before it is done; then all of it is, or nothing.
 */
export class UnitOfWork implements Stage {
  private readonly states = new Map<StreamName, StreamStates>();
  private readonly appends = new Map<StreamName, Append>();
  private readonly statements: Statement[] = [];
  private readonly messages: string[] = [];

  constructor(
    readonly meta: CommandMeta,
    private readonly transaction: LogTransaction,
    private readonly current: CurrentStates,
    private readonly newEventId: () => string,
  ) {}

  async load<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
  ): Promise<Folded<State>> {
    const { name, fold } = stream;
    const known = this.statesOf(name);
    const folded = known?.get(fold);
    if (folded) return folded;
    if (this.appends.has(name)) throw new Error(`Load ${name} before appending to it.`);
    const loaded = await foldStream(this.transaction, stream);
    const others = known ?? StreamStates.at(loaded.version);
    this.states.set(name, others.with(fold, loaded.state));
    return loaded;
  }

  append<State, Event extends DomainEvent>(
    { name }: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
    causedBy?: string,
  ): string | undefined {
    if (events.length === 0) return undefined;
    const states = this.statesOf(name);
    if (!states) throw new Error(`Load ${name} before appending to it.`);
    return this.add(name, states, states.version, events, causedBy);
  }

  async appendUnseen<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
    causedBy?: string,
  ): Promise<string | undefined> {
    // Its version, and the state that commands behind this one will ask for.
    const folded = await ifReadable(this.load(stream));
    if (folded) return this.append(stream, events, causedBy);
    // Nobody can say what it has come to, and nobody needs to: the store knows its version.
    return this.add(stream.name, this.statesOf(stream.name), 'stream-exists', events, causedBy);
  }

  create<State, Event extends DomainEvent>(
    { name, fold }: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
  ): void {
    const states = this.statesOf(name) ?? StreamStates.at(0).with(fold, fold.initialState);
    if (states.version > 0) throw new Error(`${name} is there already: append to it.`);
    this.add(name, states, 'no-stream', events);
  }

  private statesOf(stream: StreamName): StreamStates | undefined {
    return this.states.get(stream) ?? this.current.get(stream);
  }

  private add(
    stream: StreamName,
    before: StreamStates | undefined,
    expectedVersion: StreamAppend['expectedVersion'],
    events: readonly DomainEvent[],
    causedBy?: string,
  ): string | undefined {
    const found = this.appends.get(stream);
    const append = found ?? { expectedVersion, from: before?.version ?? 0, events: [] };
    const meta = causedBy === undefined ? this.meta : { ...this.meta, causationId: causedBy };
    let states = before;
    for (const event of events) {
      const added = stamped(event, meta, this.newEventId());
      append.events.push(added);
      states = states?.after(inStream(added, stream, states.version + 1));
    }
    this.appends.set(stream, append);
    if (states) this.states.set(stream, states);
    return append.events.at(-1)?.id;
  }

  write(statement: Statement): void {
    this.statements.push(statement);
  }

  tell(message: string): void {
    this.messages.push(message);
  }

  get<Row>(statement: Statement): Promise<Row | undefined> {
    return this.transaction.get<Row>(statement);
  }

  all<Row>(statement: Statement): Promise<readonly Row[]> {
    return this.transaction.all<Row>(statement);
  }

  /** Nothing of what was added so far is to happen. */
  discard(): void {
    for (const stream of this.appends.keys()) this.states.delete(stream);
    this.appends.clear();
    this.statements.length = 0;
    this.messages.length = 0;
  }

  /** Writes everything, and makes the new states current for the commands behind this one. */
  async flush(): Promise<void> {
    const batch: StreamAppend[] = [];
    for (const [stream, { expectedVersion, events }] of this.appends) {
      batch.push({ stream, expectedVersion, events });
    }
    for (let from = 0; from < batch.length; from += TURN) {
      if (from > 0) await new Promise(setImmediate);
      const written = await this.transaction.append(batch.slice(from, from + TURN));
      // Of what nobody could read this much is known: whoever is reading it has not read its end.
      for (const { stream, version } of written) {
        if (!this.states.has(stream)) this.current.set(stream, StreamStates.at(version));
      }
    }
    for (const [stream, { from }] of this.appends) await this.saveSnapshots(stream, from);
    for (const statement of this.statements) await this.transaction.write(statement);
    for (const message of this.messages) await this.transaction.tell(message);
    for (const [stream, states] of this.states) this.current.set(stream, states);
  }

  private async saveSnapshots(stream: StreamName, from: number): Promise<void> {
    const states = this.states.get(stream);
    if (!states) return;
    const { version } = states;
    if (Math.floor(version / SNAPSHOT_EVERY) === Math.floor(from / SNAPSHOT_EVERY)) return;
    for (const [fold, state] of states.entries()) {
      const snapshot = { version, state: JSON.stringify(state) };
      await this.transaction.saveSnapshot(stream, snapshotName(fold), snapshot);
    }
  }
}

/** What happened, with what the command adds to it. */
export function stamped(event: DomainEvent, meta: CommandMeta, id: string): NewEvent {
  const { type, data } = event;
  // An empty reason is none.
  const reason = event.reason === '' ? undefined : event.reason;
  const { actor, now: at, correlationId, causationId = null } = meta;
  return { id, type, data, reason, actor, at, correlationId, causationId };
}

/** The same as folds see it, at a version of its stream. */
export function inStream(event: NewEvent, stream: StreamName, version: number) {
  return { ...event, stream, version, schemaVersion: 0, reason: event.reason ?? null };
}
