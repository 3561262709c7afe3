import { randomBytes } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { DuplicateEventId, StorageUnavailable } from '../errors.js';
import type { Head, LogTransaction, Snapshot } from '../event-store.js';
import type { LogEntry, RecordedEvent, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import { eventValues, LOG_QUERIES } from '../log-queries.js';
import { PendingStatements } from '../pending-statements.js';
import type { Projections } from '../projections/projections.js';
import { sealSnapshot } from '../sealed-snapshots.js';
import type { SqlValue, Statement } from '../statement.js';
import { WriteTransaction } from '../write-transaction.js';
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
export class SqliteTransaction extends WriteTransaction implements LogTransaction {
  /** What this transaction tells. */
  readonly messages: string[] = [];
  private readonly waiting = new PendingStatements();
  private failure: PromiseRejectedResult | undefined;

  constructor(
    head: Head,
    private readonly reader: SqliteLogReader,
    versions: LRUCache<StreamName, number>,
    registry: EventRegistry,
    projections: Projections,
  ) {
    super(head, versions, registry, projections);
  }

  protected versionOf(stream: StreamName): number {
    return this.reader.streamVersion(stream);
  }

  protected insert(event: StoredEvent): void {
    try {
      this.run(LOG_QUERIES.insertEvent, eventValues(event));
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

  protected keyFor(stream: StreamName, after: number): Buffer {
    const found = this.reader.personalKey(stream);
    if (found) return found.key;
    const key = randomBytes(32);
    this.run(LOG_QUERIES.insertKey, [stream, key, after]);
    return key;
  }

  protected erase(stream: StreamName): void {
    this.run(LOG_QUERIES.deleteKey, [stream]);
    this.run(LOG_QUERIES.deleteSnapshots, [stream]);
    this.reader.forgetKey(stream);
  }

  protected later(statement: Statement, suffix?: string): void {
    this.waiting.add(statement, suffix);
    if (this.waiting.length >= MAX_WAITING) this.flush();
  }

  /**
   * Writes, as part of this transaction: behind an error that SQLite has rolled back by itself a statement would be
   * a transaction of its own, on disk at once and behind events that are not there.
   */
  private run(text: string, values: readonly SqlValue[], suffix?: string): void {
    this.requireOpen();
    try {
      this.reader.statements.run(text, values, suffix);
    } catch (error) {
      if (error instanceof StorageUnavailable) this.failure = { status: 'rejected', reason: error };
      throw error;
    }
  }

  private requireOpen(): void {
    if (this.failure) throw this.failure.reason;
    if (!this.reader.statements.isInTransaction) {
      throw new StorageUnavailable(new Error('SQLite has rolled the transaction back.'));
    }
  }

  /** Runs what waits. */
  private flush(): void {
    try {
      for (const { text, suffix, runs } of this.waiting.take()) {
        for (const values of runs) this.run(text, values, suffix);
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
    this.requireOpen();
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

  saveSnapshot(stream: StreamName, fold: string, snapshot: Snapshot): Promise<void> {
    const key = this.reader.personalKey(stream)?.key;
    const { version, state } = sealSnapshot(key, { stream, fold }, snapshot);
    this.run(LOG_QUERIES.insertSnapshot, [stream, fold, version, state]);
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
