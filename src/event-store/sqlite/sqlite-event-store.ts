import { LRUCache } from 'lru-cache';
import { appendOnce } from '../append-once.js';
import { typeOf } from '../event-codec.js';
import type { EventStore, Head, LogTransaction, ReadModels, Snapshot } from '../event-store.js';
import type { LogEntry, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import type { Projections } from '../projections.js';
import type { SqlValue } from '../statement.js';
import { Checkpointer } from './checkpointer.js';
import {
  checkpointItself,
  IN_MEMORY,
  truncateWal,
  type SqliteDatabase,
} from './sqlite-database.js';
import { SqliteLogReader } from './sqlite-log-reader.js';
import { SqliteStatements, translateError } from './sqlite-statements.js';
import { SqliteTransaction } from './sqlite-transaction.js';

const VERSIONS_KEPT = 50_000;
/** When the WAL is emptied, if somebody was reading from it just then. */
const AGAIN_MS = 1000;
/** So often it is tried before the database is closed. */
const LAST_TRIES = 5;

/** The event store on SQLite: one connection writes, another reads. */
export class SqliteEventStore implements EventStore, ReadModels {
  readonly isRemote = false;
  /** Reads through the writing connection, under its lock. */
  private readonly underLock: SqliteLogReader;
  /** Reads what has been committed. */
  private readonly committed: SqliteLogReader;
  /** The same, for whoever reads the whole log. */
  private readonly scanning: SqliteLogReader;
  private readonly listeners: ((events: readonly LogEntry[]) => void)[] = [];
  private readonly messageListeners: ((message?: string) => void)[] = [];
  /** Settles when the transaction that is running, and all that wait, are done. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly versions = new LRUCache<StreamName, number>({ max: VERSIONS_KEPT });
  private knownHead: Head | undefined;
  private dataVersion = 0;
  /** Whether the WAL still holds what was erased. */
  private mustTruncate = false;
  private tryingAgain: NodeJS.Timeout | undefined;
  /** No erasure up to here is left in the WAL by another process; a server sees to those behind it. */
  private erasedAt = Infinity;
  private checkpointer: Checkpointer | undefined;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {
    const onErasure = (position: number) => this.hearOfErasure(position);
    const { writer, reader, scanner } = database;
    const over = (connection: typeof writer) =>
      new SqliteLogReader(new SqliteStatements(connection), registry, onErasure);
    this.underLock = over(writer);
    this.committed = reader === writer ? this.underLock : over(reader);
    this.scanning = scanner === writer ? this.underLock : over(scanner);
  }

  append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    return this.runExclusively((transaction) => appendOnce(transaction, batch));
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

  private runExclusively<Result>(
    work: (transaction: SqliteTransaction) => Promise<Result>,
  ): Promise<Result> {
    return this.inTurn(() => this.runTransaction(work));
  }

  /** Does `work` after all that was to be done before, and before all that comes. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(work);
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
      transaction.finish();
      statements.run('COMMIT', []);
      this.knownHead = transaction.head;
      await this.forgetErased(transaction.added);
    } catch (error) {
      this.knownHead = undefined;
      this.versions.clear();
      this.underLock.forgetKeys();
      if (this.database.writer.inTransaction) this.database.writer.exec('ROLLBACK');
      throw translateError(error);
    }
    this.checkpointer?.committed(statements.ran);
    if (transaction.added.length > 0) {
      for (const listener of this.listeners) listener(transaction.added);
    }
    for (const message of transaction.messages) {
      for (const listener of this.messageListeners) listener(message);
    }
    return result;
  }

  /** After a commit: nothing of those who were erased in it stays in memory, or behind in the WAL. */
  private async forgetErased(added: readonly RecordedEvent[]): Promise<void> {
    for (const { type, stream, position } of added) {
      if (!typeOf(this.registry, type).erases) continue;
      this.committed.forgetKey(stream);
      this.erasedAt = Math.max(this.erasedAt, position);
      this.mustTruncate = true;
    }
    await this.emptyWal();
  }

  /** Another process has erased somebody, and could not empty the WAL if we were just writing. */
  private hearOfErasure(position: number): void {
    if (position <= this.erasedAt) return;
    this.erasedAt = position;
    this.mustTruncate = true;
    void this.inTurn(() => this.emptyWal());
  }

  /** Empties the WAL of what was erased, now or as soon as nobody reads from it. */
  private async emptyWal(): Promise<void> {
    if (!this.mustTruncate) return;
    clearTimeout(this.tryingAgain);
    const { checkpointer, database } = this;
    this.mustTruncate = !(await (checkpointer?.truncate() ?? truncateWal(database.writer)));
    if (!this.mustTruncate) return;
    this.tryingAgain = setTimeout(() => void this.inTurn(() => this.emptyWal()), AGAIN_MS).unref();
  }

  /**
   * From now on the WAL is written back into the file by a thread of its own, beside the commands, and no longer
   * within commits. For a server; whoever writes a while and ends has nothing of it.
   */
  checkpointBeside(onTrouble: (what: string) => void, worker?: URL): void {
    const { path, writer } = this.database;
    if (path === IN_MEMORY) return;
    checkpointItself(writer, false);
    this.erasedAt = this.underLock.head().position;
    this.checkpointer = new Checkpointer({
      path,
      worker,
      alone: (work) => this.inTurn(work),
      onFailure: (why) => onTrouble(`The WAL could not be written back into the database: ${why}.`),
      onEnd: (why) => {
        checkpointItself(writer, true);
        this.checkpointer = undefined;
        onTrouble(`The thread that writes back the WAL has ended; commits do it again: ${why}.`);
      },
    });
  }

  /** The head, under the lock: read anew when another connection has written since we did. */
  private currentHead(): Head {
    const version = Number(this.database.writer.pragma('data_version', { simple: true }));
    if (!this.knownHead || version !== this.dataVersion) {
      this.knownHead = this.underLock.head();
      this.versions.clear();
      this.underLock.forgetKeys();
      this.dataVersion = version;
    }
    return this.knownHead;
  }

  async readAll(after: number, limit: number): Promise<readonly LogEntry[]> {
    return (await this.reader()).all(after, limit);
  }

  async readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    await this.reader();
    return this.scanning.stored(after, limit);
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
    return (await this.reader()).versionAt(stream, position);
  }

  async snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return (await this.reader()).snapshot(stream, fold, upTo);
  }

  async head(): Promise<Head> {
    return (await this.reader()).head();
  }

  async decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    return (await this.reader()).decodeAll(stored);
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

  onCommit(listener: (events: readonly LogEntry[]) => void): void {
    this.listeners.push(listener);
  }

  /** Nobody tells: whoever must know looks into the log from time to time. */
  onOthersCommit(): void {
    return undefined;
  }

  /** What others tell who write to the file, as the command line does, is not heard. */
  onMessage(listener: (message?: string) => void): void {
    this.messageListeners.push(listener);
  }

  /** A file has no standby. */
  onRewind(): void {
    return undefined;
  }

  rewound(): void {
    return undefined;
  }

  async close(): Promise<void> {
    await this.queue;
    for (let tries = 0; this.mustTruncate && tries < LAST_TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      await this.inTurn(() => this.emptyWal());
    }
    clearTimeout(this.tryingAgain);
    await this.checkpointer?.stop();
    await this.database.close();
  }
}
