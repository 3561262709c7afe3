import { randomBytes } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { DuplicateEventId, VersionConflict } from '../errors.js';
import { encode, isPersonal, recordedAs, typeOf, type EncodedEvent } from '../event-codec.js';
import type { Head, LogTransaction, Snapshot } from '../event-store.js';
import type { NewEvent, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { versionMeets } from '../expected-version.js';
import { chainHash, type StoredEvent } from '../hash-chain.js';
import { eventValues, LOG_QUERIES } from '../log-queries.js';
import type { Projections } from '../projections.js';
import type { Statement } from '../statement.js';
import type { SqliteLogReader } from './sqlite-log-reader.js';
import { sqliteCode } from './sqlite-statements.js';

const UNIQUE = 'SQLITE_CONSTRAINT_UNIQUE';

/** The open write transaction of a `SqliteEventStore`, which begins and ends it. */
export class SqliteTransaction implements LogTransaction {
  /** What this transaction has appended, in order. */
  readonly added: RecordedEvent[] = [];

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
      const placed = { ...this.encode(stream, event), version: ++version, position };
      const stored = { ...placed, hash: chainHash(this.head.hash, placed) };
      this.insert(stored);
      this.head = { position, hash: stored.hash };
      const recorded = recordedAs(event, stored);
      this.added.push(recorded);
      for (const { text, values } of this.projections.statementsFor(recorded)) {
        this.reader.statements.run(text, values);
      }
    }
    this.versions.set(stream, version);
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

  /** The bytes that an event is, or would be, stored as. */
  encode(stream: StreamName, event: NewEvent): EncodedEvent {
    const type = typeOf(this.registry, event.type);
    return encode(type, stream, event, isPersonal(type) ? this.keyFor(stream) : undefined);
  }

  /** The key of a stream's person, made when there is none yet. */
  private keyFor(stream: StreamName): Buffer {
    const found = this.reader.personalKey(stream);
    if (found) return found;
    const key = randomBytes(32);
    this.reader.statements.run(LOG_QUERIES.insertKey, [stream, key]);
    return key;
  }

  readAll(after: number, limit: number): Promise<readonly RecordedEvent[]> {
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

  write({ text, values }: Statement, suffix?: string): Promise<void> {
    this.reader.statements.run(text, values, suffix);
    return Promise.resolve();
  }

  get<Row>({ text, values }: Statement): Promise<Row | undefined> {
    return Promise.resolve(this.reader.statements.get<Row>(text, values));
  }

  all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    return Promise.resolve(this.reader.statements.all<Row>(text, values));
  }
}
