import type { LRUCache } from 'lru-cache';
import type { ComparingTransaction } from './append-once.js';
import { encode, needsKey, recordedAs, typeOf, type EncodedEvent } from './event-codec.js';
import type { Head } from './event-store.js';
import type { LogEntry, NewEvent, RecordedEvent, StreamAppend, StreamName } from './event.js';
import type { EventRegistry } from './event-types.js';
import { follow, type StoredEvent } from './hash-chain.js';
import { placeEvents, requireVersion } from './place-events.js';
import type { Projections } from './projections/projections.js';
import { discardUnfinished } from './projections/unfinished-rebuilds.js';
import type { Statement } from './statement.js';

/** What the open write transaction of a log does in the same way on every engine: it appends. */
export abstract class WriteTransaction implements ComparingTransaction {
  /** What this transaction has appended, in order. */
  readonly added: RecordedEvent[] = [];
  private hasDiscarded = false;

  constructor(
    public head: Head,
    /** Versions of streams that are current under the lock; whoever rolls back clears them. */
    protected readonly versions: LRUCache<StreamName, number>,
    protected readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {}

  async append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    const from = this.added.length;
    for (const append of batch) await this.appendToStream(append);
    return this.added.slice(from);
  }

  private async appendToStream(append: StreamAppend): Promise<void> {
    const { stream } = append;
    let version = this.versions.get(stream) ?? (await this.versionOf(stream));
    requireVersion(append, version);
    if (append.events.some((event) => this.erases(event))) await this.discardUnfinished();
    for (const events of this.upToErasures(append.events)) {
      const encoded: EncodedEvent[] = [];
      for (const event of events) {
        const bytes = this.encode(stream, event, version);
        // Most need no key: a turn of the microtask queue for each adds up.
        encoded.push(bytes instanceof Promise ? await bytes : bytes);
      }
      this.place(events, version, encoded);
      version += events.length;
    }
    this.versions.set(stream, version);
  }

  /** What stands behind an erasure is sealed under another key. */
  private upToErasures(events: readonly NewEvent[]): readonly (readonly NewEvent[])[] {
    if (!events.some((event) => this.erases(event))) return [events];
    const parts: NewEvent[][] = [[]];
    for (const event of events) {
      parts.at(-1)?.push(event);
      if (this.erases(event)) parts.push([]);
    }
    return parts;
  }

  private erases({ type }: NewEvent): boolean {
    return typeOf(this.registry, type).erases === true;
  }

  /** Once is enough: under the lock no rebuild begins. */
  private async discardUnfinished(): Promise<void> {
    if (this.hasDiscarded) return;
    await discardUnfinished(this, this.projections.list);
    this.hasDiscarded = true;
  }

  private place(
    events: readonly NewEvent[],
    version: number,
    encoded: readonly EncodedEvent[],
  ): void {
    const { rows, head } = placeEvents(this.head, version, encoded);
    this.head = head;
    for (const [index, row] of rows.entries()) {
      const event = events[index];
      if (!event) continue;
      this.insert(row);
      const recorded = recordedAs(event, row);
      this.added.push(recorded);
      if (typeOf(this.registry, event.type).erases) this.erase(row.stream);
      for (const statement of this.projections.statementsFor(recorded)) this.later(statement);
    }
  }

  adopt(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      this.head = follow(this.head, event);
      this.insert(event);
      this.versions.set(event.stream, event.version);
    }
    return Promise.resolve();
  }

  /** The bytes that an event is, or would be, stored as behind version `after` of its stream. */
  encode(stream: StreamName, event: NewEvent, after: number): EncodedEvent | Promise<EncodedEvent> {
    const type = typeOf(this.registry, event.type);
    const key = needsKey(type, event) ? this.keyFor(stream, after) : undefined;
    if (!(key instanceof Promise)) return encode(type, stream, event, key);
    return key.then((found) => encode(type, stream, event, found));
  }

  abstract storedById(id: string): StoredEvent | undefined | Promise<StoredEvent | undefined>;

  abstract decode(
    stored: readonly StoredEvent[],
  ): readonly LogEntry[] | Promise<readonly LogEntry[]>;

  /** As the log has it. */
  protected abstract versionOf(stream: StreamName): number | Promise<number>;

  /** The key of a stream's person, made behind version `after` when there is none (any more). */
  protected abstract keyFor(stream: StreamName, after: number): Buffer | Promise<Buffer>;

  protected abstract insert(event: StoredEvent): void;

  /** Deletes all that the personal values of a stream can be read from. */
  protected abstract erase(stream: StreamName): void;

  abstract all<Row>(statement: Statement): Promise<readonly Row[]>;

  abstract write(statement: Statement, suffix?: string): Promise<void>;

  /** Runs a statement, by the end of the transaction at the latest, and before whatever reads. */
  protected abstract later(statement: Statement, suffix?: string): void;
}
