import { appendOnce } from '../append-once.js';
import { typeOf } from '../event-codec.js';
import type { EventStore, Head, LogTransaction, ReadModels, Snapshot } from '../event-store.js';
import type { LogEntry, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import { Listeners } from '../listeners.js';
import type { Projections } from '../projections/projections.js';
import type { SqlValue } from '../statement.js';
import { FileInPlace } from './file-in-place.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { SqliteLogReader } from './sqlite-log-reader.js';
import { SqliteStatements } from './sqlite-statements.js';
import { SqliteWriter, type Committed } from './sqlite-writer.js';
import { Wal } from './wal.js';

/** How often a server looks whether its file is still there. */
const WATCH_MS = 2000;

/** The event store on SQLite: one connection writes, another reads. */
export class SqliteEventStore implements EventStore, ReadModels {
  readonly isRemote = false;
  /** Reads through the writing connection, under its lock. */
  private readonly underLock: SqliteLogReader;
  /** Reads what has been committed. */
  private readonly committed: SqliteLogReader;
  /** The same, for whoever reads the whole log. */
  private readonly scanning: SqliteLogReader;
  private readonly listeners = new Listeners<[events: readonly LogEntry[]]>();
  private readonly messageListeners = new Listeners<[message?: string]>();
  private readonly writer: SqliteWriter;
  private readonly wal: Wal;
  private readonly file: FileInPlace;
  private watching: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly registry: EventRegistry,
    projections: Projections,
  ) {
    this.file = new FileInPlace(database.path);
    this.wal = new Wal(database, (work) => this.writer.inTurn(work));
    const onErasure = (position: number) => this.wal.hearOfErasure(position);
    const { writer, reader, scanner } = database;
    const over = (connection: typeof writer) =>
      new SqliteLogReader(new SqliteStatements(connection), registry, onErasure);
    this.underLock = over(writer);
    const onCommit = (committed: Committed) => this.tell(committed);
    this.writer = new SqliteWriter(
      database,
      this.file,
      this.underLock,
      registry,
      projections,
      onCommit,
    );
    this.committed = reader === writer ? this.underLock : over(reader);
    this.scanning = scanner === writer ? this.underLock : over(scanner);
  }

  append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    return this.writer.transact((transaction) => appendOnce(transaction, batch));
  }

  transact<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result> {
    return this.writer.transact(work);
  }

  requireWritable(): Promise<void> {
    return this.writer.requireWritable();
  }

  /** A file has one process. */
  alone<Result>(_name: string, work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  leads(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** What is on disk is told to whoever listens, but for those who were erased in it: of them nothing stays. */
  private async tell({ added, messages, statements }: Committed): Promise<void> {
    await this.forgetErased(added);
    this.wal.committed(statements);
    if (added.length > 0) this.listeners.tell(added);
    for (const message of messages) this.messageListeners.tell(message);
  }

  /** After a commit: nothing of those who were erased in it stays in memory, or behind in the WAL. */
  private async forgetErased(added: readonly RecordedEvent[]): Promise<void> {
    for (const { type, stream, position } of added) {
      if (!typeOf(this.registry, type).erases) continue;
      this.committed.forgetKey(stream);
      this.wal.erased(position);
    }
    await this.wal.empty();
  }

  /**
   * From now on the WAL is written back into the file by a thread of its own, beside the commands, and no longer
   * within commits. For a server; whoever writes a while and ends has nothing of it.
   */
  checkpointBeside(onTrouble: (what: string) => void, worker?: URL): void {
    this.wal.checkpointBeside(this.underLock.head().position, onTrouble, worker);
  }

  /** Looks from time to time whether the file is still there, and tells when that changes. */
  watchFile(onChange: (isThere: boolean, path: string) => void): void {
    let wasThere = this.file.isThere();
    this.watching = setInterval(() => {
      const isThere = this.file.isThere();
      if (isThere !== wasThere) onChange(isThere, this.database.path);
      wasThere = isThere;
    }, WATCH_MS).unref();
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
    if (this.committed === this.underLock) await this.writer.idle();
    return this.committed;
  }

  onCommit(listener: (events: readonly LogEntry[]) => void): void {
    this.listeners.add(listener);
  }

  /** Nobody tells: whoever must know looks into the log from time to time. */
  onOthersCommit(): void {
    return undefined;
  }

  /** What others tell who write to the file, as the command line does, is not heard. */
  onMessage(listener: (message?: string) => void): void {
    this.messageListeners.add(listener);
  }

  /** A file has no standby. */
  onRewind(): void {
    return undefined;
  }

  rewound(): void {
    return undefined;
  }

  async close(): Promise<void> {
    clearInterval(this.watching);
    await this.writer.idle();
    await this.wal.close();
    await this.database.close();
  }
}
