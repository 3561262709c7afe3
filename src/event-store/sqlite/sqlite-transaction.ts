import { randomBytes } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import type { ComparingTransaction } from '../append-once.js';
import { DuplicateEventId, VersionConflict } from '../errors.js';
import { encode, needsKey, recordedAs, typeOf, type EncodedEvent } from '../event-codec.js';
import type { Head, LogTransaction, Snapshot } from '../event-store.js';
import type { LogEntry, NewEvent, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { versionMeets } from '../expected-version.js';
import { chainHash, follow, type StoredEvent } from '../hash-chain.js';
import { eventValues, LOG_QUERIES } from '../log-queries.js';
import { PendingStatements } from '../pending-statements.js';
import type { Projections } from '../projections.js';
import type { Statement } from '../statement.js';
import type { SqliteLogReader } from './sqlite-log-reader.js';
import { sqliteCode } from './sqlite-statements.js';

const UNIQUE = 'SQLITE_CONSTRAINT_UNIQUE';

/** So many statements are kept back at the most, however long the work is. */
const MAX_WAITING = 5000;

/**
 * The open write transaction of a `SqliteEventStore`, which begins and ends it. What it writes beside the
 * log waits until something of it could be read, or the end: then a hundred joins count as one change of
 * the number of members.
 */
export class SqliteTransaction implements LogTransaction, ComparingTransaction {
  /** What this transaction has appended, in order. */
  readonly added: RecordedEvent[] = [];
  /** What this transaction tells. */
  readonly messages: string[] = [];
  private readonly waiting = new PendingStatements();
  private failure: PromiseRejectedResult | undefined;

  constructor(
    public head: Head,
    private readonly reader: SqliteLogReader,
    /** Versions of streams that are current under the lock; whoever rolls back clears them. */
    private readonly versions: LRUCache<StreamName, number>,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {}

  append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    const from = this.added.length;
    for (const append of batch) this.appendToStream(append);
    return Promise.resolve(this.added.slice(from));
  }

  private appendToStream({ stream, expectedVersion, events }: StreamAppend): void {
    let version = this.versions.get(stream) ?? this.reader.streamVersion(stream);
    if (!versionMeets(expectedVersion, version)) {
      throw new VersionConflict(stream, expectedVersion, version);
    }
    for (const event of events) {
      const position = this.head.position + 1;
      const placed = { ...this.encode(stream, event, version), version: ++version, position };
      const stored = { ...placed, hash: chainHash(this.head.hash, placed) };
      this.insert(stored);
      this.head = { position, hash: stored.hash };
      const recorded = recordedAs(event, stored);
      this.added.push(recorded);
      if (typeOf(this.registry, event.type).erases) this.erase(stream);
      for (const statement of this.projections.statementsFor(recorded)) this.later(statement);
    }
    this.versions.set(stream, version);
  }

  adopt(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      this.head = follow(this.head, event);
      this.insert(event);
      this.versions.set(event.stream, event.version);
    }
    return Promise.resolve();
  }

  private insert(event: StoredEvent): void {
    try {
      this.reader.statements.run(LOG_QUERIES.insertEvent, eventValues(event));
    } catch (error) {
      if (sqliteCode(error) === UNIQUE && String(error).endsWith('events.id')) {
        throw new DuplicateEventId(event.id);
      }
      throw error;
    }
  }

  storedById(id: string): StoredEvent | undefined {
    return this.reader.storedById(id);
  }

  decode(stored: readonly StoredEvent[]): readonly LogEntry[] {
    return this.reader.decodeAll(stored);
  }

  /** The bytes that an event is, or would be, stored as behind version `after` of its stream. */
  encode(stream: StreamName, event: NewEvent, after: number): EncodedEvent {
    const type = typeOf(this.registry, event.type);
    const key = needsKey(type, event) ? this.keyFor(stream, after) : undefined;
    return encode(type, stream, event, key);
  }

  /** The key of a stream's person, made when there is none (any more). */
  private keyFor(stream: StreamName, after: number): Buffer {
    const found = this.reader.personalKey(stream);
    if (found) return found.key;
    const key = randomBytes(32);
    this.reader.statements.run(LOG_QUERIES.insertKey, [stream, key, after]);
    return key;
  }

  /** All that the personal values of a stream can be read from. */
  private erase(stream: StreamName): void {
    this.reader.statements.run(LOG_QUERIES.deleteKey, [stream]);
    this.reader.statements.run(LOG_QUERIES.deleteSnapshots, [stream]);
    this.reader.forgetKey(stream);
  }

  private later(statement: Statement, suffix?: string): void {
    this.waiting.add(statement, suffix);
    if (this.waiting.length >= MAX_WAITING) this.flush();
  }

  /** Runs what waits. */
  private flush(): void {
    try {
      for (const { text, suffix, runs } of this.waiting.take()) {
        for (const values of runs) this.reader.statements.run(text, values, suffix);
      }
    } catch (error) {
      this.failure = { status: 'rejected', reason: error };
      throw error;
    }
  }

  /**
   * Runs all that is left: then the transaction can be committed.
   *
   * @throws also what failed earlier, when somebody read, and took it for a fault of what they read: of
   *   what waited with it some was not written
   */
  finish(): void {
    if (this.failure) throw this.failure.reason;
    this.flush();
  }

  readAll(after: number, limit: number): Promise<readonly LogEntry[]> {
    return Promise.resolve(this.reader.all(after, limit));
  }

  readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    return Promise.resolve(this.reader.stream(stream, after, limit, upTo));
  }

  snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return Promise.resolve(this.reader.snapshot(stream, fold, upTo));
  }

  saveSnapshot(stream: StreamName, fold: string, { version, state }: Snapshot): Promise<void> {
    this.reader.statements.run(LOG_QUERIES.insertSnapshot, [stream, fold, version, state]);
    return Promise.resolve();
  }

  write(statement: Statement, suffix?: string): Promise<void> {
    this.later(statement, suffix);
    return Promise.resolve();
  }

  tell(message: string): Promise<void> {
    this.messages.push(message);
    return Promise.resolve();
  }

  get<Row>({ text, values }: Statement): Promise<Row | undefined> {
    this.flush();
    return Promise.resolve(this.reader.statements.get<Row>(text, values));
  }

  all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    this.flush();
    return Promise.resolve(this.reader.statements.all<Row>(text, values));
  }
}
