import { LRUCache } from 'lru-cache';
import { DuplicateEventId } from '../errors.js';
import type { EncodedEvent } from '../event-codec.js';
import type { EventStore, Head, LogTransaction, ReadModels, Snapshot } from '../event-store.js';
import type { NewEvent, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import type { Projections } from '../projections.js';
import type { SqlValue } from '../statement.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { SqliteLogReader } from './sqlite-log-reader.js';
import { SqliteStatements, translateError } from './sqlite-statements.js';
import { SqliteTransaction } from './sqlite-transaction.js';

const VERSIONS_KEPT = 50_000;

/** The event store on SQLite: one connection writes, another reads. */
export class SqliteEventStore implements EventStore, ReadModels {
  /** Reads through the writing connection, under its lock. */
  private readonly underLock: SqliteLogReader;
  /** Reads what has been committed. */
  private readonly committed: SqliteLogReader;
  private readonly listeners: ((events: readonly RecordedEvent[]) => void)[] = [];
  /** Settles when the transaction that is running, and all that wait, are done. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly versions = new LRUCache<StreamName, number>({ max: VERSIONS_KEPT });
  private knownHead: Head | undefined;
  private dataVersion = 0;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {
    this.underLock = new SqliteLogReader(new SqliteStatements(database.writer), registry);
    this.committed =
      database.reader === database.writer
        ? this.underLock
        : new SqliteLogReader(new SqliteStatements(database.reader), registry);
  }

  async append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    return this.runExclusively(async (transaction) => {
      const events = batch.flatMap(({ stream, events }) =>
        events.map((event) => ({ stream, event })),
      );
      const repeated = events
        .map(({ stream, event }) => this.findRepeated(transaction, stream, event))
        .filter((event) => event !== undefined);
      const [first] = repeated;
      if (!first) return transaction.append(batch);
      if (repeated.length < events.length) throw new DuplicateEventId(first.id);
      return repeated;
    });
  }

  /** The event that is in the log under this id already, if its content is the same. */
  private findRepeated(
    transaction: SqliteTransaction,
    stream: StreamName,
    event: NewEvent,
  ): RecordedEvent | undefined {
    const stored = this.underLock.storedById(event.id);
    if (!stored) return undefined;
    const again = transaction.encode(stream, event);
    const same = (Object.keys(again) as (keyof EncodedEvent)[]).every(
      (field) => again[field] === stored[field],
    );
    if (!same) throw new DuplicateEventId(event.id);
    return this.underLock.decode(stored);
  }

  async transact<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result> {
    return this.runExclusively(work);
  }

  /** A file has one process. */
  alone<Result>(_name: string, work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  leads(): Promise<boolean> {
    return Promise.resolve(true);
  }

  private async runExclusively<Result>(
    work: (transaction: SqliteTransaction) => Promise<Result>,
  ): Promise<Result> {
    const result = this.queue.then(() => this.runTransaction(work));
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async runTransaction<Result>(
    work: (transaction: SqliteTransaction) => Promise<Result>,
  ): Promise<Result> {
    const { statements } = this.underLock;
    let transaction: SqliteTransaction;
    let result: Result;
    try {
      statements.run('BEGIN IMMEDIATE', []);
      transaction = new SqliteTransaction(
        this.currentHead(),
        this.underLock,
        this.versions,
        this.registry,
        this.projections,
      );
      result = await work(transaction);
      statements.run('COMMIT', []);
      this.knownHead = transaction.head;
    } catch (error) {
      this.knownHead = undefined;
      this.versions.clear();
      this.underLock.forgetKeys();
      if (this.database.writer.inTransaction) this.database.writer.exec('ROLLBACK');
      throw translateError(error);
    }
    if (transaction.added.length > 0) {
      for (const listener of this.listeners) listener(transaction.added);
    }
    return result;
  }

  /** The head, under the lock: read anew when another connection has written since we did. */
  private currentHead(): Head {
    const version = Number(this.database.writer.pragma('data_version', { simple: true }));
    if (!this.knownHead || version !== this.dataVersion) {
      this.knownHead = this.underLock.head();
      this.versions.clear();
      this.dataVersion = version;
    }
    return this.knownHead;
  }

  async readAll(after: number, limit: number): Promise<readonly RecordedEvent[]> {
    return (await this.reader()).all(after, limit);
  }

  async readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return (await this.reader()).stored(after, limit);
  }

  async readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    return (await this.reader()).stream(stream, after, limit, upTo);
  }

  async versionAt(stream: StreamName, position: number): Promise<number> {
    return (await this.reader()).streamVersion(stream, position);
  }

  async snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return (await this.reader()).snapshot(stream, fold, upTo);
  }

  async head(): Promise<Head> {
    return (await this.reader()).head();
  }

  async all<Row>(text: string, ...values: SqlValue[]): Promise<readonly Row[]> {
    return (await this.reader()).statements.all<Row>(text, values);
  }

  async get<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return (await this.reader()).statements.get<Row>(text, values);
  }

  /** In memory the reader is the writer's connection: it must not look into an open transaction. */
  private async reader(): Promise<SqliteLogReader> {
    if (this.committed === this.underLock) await this.queue;
    return this.committed;
  }

  onCommit(listener: (events: readonly RecordedEvent[]) => void): void {
    this.listeners.push(listener);
  }

  /** Nobody tells: whoever must know looks into the log from time to time. */
  onOthersCommit(): void {
    return undefined;
  }

  async close(): Promise<void> {
    await this.queue;
    await this.database.close();
  }
}
