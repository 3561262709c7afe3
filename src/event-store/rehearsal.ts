import type { Decider, Folded, StateLoader } from './decider.js';
import type { ReadModels } from './event-store.js';
import type { DomainEvent, StreamEvent, StreamName } from './event.js';
import { evolve } from './fold-stream.js';
import type { Statement } from './statement.js';
import type { CommandMeta } from './unit-of-work.js';

/** Where a command that can be rehearsed is at work: a `UnitOfWork`, or a rehearsal of one. */
export interface Stage extends StateLoader {
  readonly meta: CommandMeta;
  append(stream: StreamName, events: readonly DomainEvent[]): void;
  write(statement: Statement): void;
  get<Row>(statement: Statement): Promise<Row | undefined>;
  all<Row>(statement: Statement): Promise<readonly Row[]>;
}

/**
 * Takes commands one after another as a transaction would, each seeing what those before it did, and writes
 * nothing.
 */
export class Rehearsal implements Stage {
  private readonly appended = new Map<StreamName, StreamEvent[]>();

  constructor(
    private readonly loader: StateLoader,
    private readonly readModels: ReadModels,
    readonly meta: CommandMeta,
  ) {}

  async load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    const { state, version } = await this.loader.load(decider, stream);
    const events = this.appended.get(stream) ?? [];
    return {
      state: events.reduce((folded, event) => evolve(decider, folded, event), state),
      version: version + events.length,
    };
  }

  append(stream: StreamName, events: readonly DomainEvent[]): void {
    const appended = this.appended.get(stream) ?? [];
    this.appended.set(stream, appended);
    for (const { type, data, reason = null } of events) {
      const { actor, now: at, correlationId, causationId = null } = this.meta;
      const id = `${stream}:${appended.length}`;
      const stamped = { id, version: 0, schemaVersion: 0, actor, at, correlationId, causationId };
      appended.push({ ...stamped, stream, type, data, reason });
    }
  }

  write(): void {
    // Nothing is.
  }

  get<Row>({ text, values }: Statement): Promise<Row | undefined> {
    return this.readModels.get<Row>(text, ...values);
  }

  all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    return this.readModels.all<Row>(text, ...values);
  }
}
