import type { ReadModels } from '../event-store.js';
import type { DomainEvent, StreamEvent, StreamName } from '../event.js';
import { evolve, type Folded } from '../fold.js';
import type { Statement } from '../statement.js';
import type { StateLoader, Stream } from '../stream.js';
import type { CommandMeta, Stage } from './stage.js';
import { inStream, stamped } from './unit-of-work.js';

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
    stream: Stream<State, Event>,
  ): Promise<Folded<State>> {
    const { state, version } = await this.loader.load(stream);
    const events = this.appended.get(stream.name) ?? [];
    return {
      state: events.reduce((folded, event) => evolve(stream.fold, folded, event), state),
      version: version + events.length,
    };
  }

  append<State, Event extends DomainEvent>(
    { name }: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
  ): string | undefined {
    const appended = this.appended.get(name) ?? [];
    this.appended.set(name, appended);
    for (const event of events) {
      const id = `${name}:${appended.length}`;
      appended.push(inStream(stamped(event, this.meta, id), name, 0));
    }
    return appended.at(-1)?.id;
  }

  appendUnseen<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
  ): Promise<string | undefined> {
    return Promise.resolve(this.append(stream, events));
  }

  create<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
    events: readonly NoInfer<Event>[],
  ): void {
    this.append(stream, events);
  }

  write(): void {
    // Nothing is.
  }

  tell(): void {
    // Nobody is told.
  }

  get<Row>({ text, values }: Statement): Promise<Row | undefined> {
    return this.readModels.get<Row>(text, ...values);
  }

  all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    return this.readModels.all<Row>(text, ...values);
  }
}
