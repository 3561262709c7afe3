import { LogIsReadOnly } from './errors.js';
import type { EventStore, Head, LogTransaction, ReadModels, Snapshot } from './event-store.js';
import type { LogEntry, RecordedEvent, StreamName } from './event.js';
import type { StoredEvent } from './hash-chain.js';
import type { SqlValue, Statement } from './statement.js';

/**
 * A log that is only looked at. Commands can decide on it, as long as nothing comes of it; whatever
 * would be written is refused with `LogIsReadOnly`, before any engine sees it.
 */
export class ReadOnlyEventStore implements EventStore, ReadModels {
  constructor(private readonly store: EventStore & ReadModels) {}

  get isRemote(): boolean {
    return this.store.isRemote;
  }

  append(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  async transact<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result> {
    return work(new ReadOnlyTransaction(await this.store.head(), this.store));
  }

  requireWritable(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  alone<Result>(_name: string, work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  /** What is done from time to time is done by those who can write. */
  leads(): Promise<boolean> {
    return Promise.resolve(false);
  }

  readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    return this.store.readStream(stream, after, limit, upTo);
  }

  snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return this.store.snapshot(stream, fold, upTo);
  }

  readAll(after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.store.readAll(after, limit);
  }

  versionAt(stream: StreamName, position: number): Promise<number> {
    return this.store.versionAt(stream, position);
  }

  head(): Promise<Head> {
    return this.store.head();
  }

  readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.store.readStored(after, limit);
  }

  decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    return this.store.decode(stored);
  }

  all<Row>(text: string, ...values: SqlValue[]): Promise<readonly Row[]> {
    return this.store.all<Row>(text, ...values);
  }

  get<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.store.get<Row>(text, ...values);
  }

  /** There are no commits of ours. */
  onCommit(): void {
    return undefined;
  }

  onOthersCommit(listener: (position?: number) => void): void {
    this.store.onOthersCommit(listener);
  }

  onMessage(listener: (message?: string) => void): void {
    this.store.onMessage(listener);
  }

  onRewind(listener: () => void): void {
    this.store.onRewind(listener);
  }

  rewound(): void {
    this.store.rewound();
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

/** Reads what has been committed. */
class ReadOnlyTransaction implements LogTransaction {
  constructor(
    readonly head: Head,
    private readonly store: EventStore & ReadModels,
  ) {}

  append(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  adopt(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  write(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  saveSnapshot(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  tell(): Promise<never> {
    return Promise.reject(new LogIsReadOnly());
  }

  readAll(after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.store.readAll(after, limit);
  }

  readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    return this.store.readStream(stream, after, limit, upTo);
  }

  snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return this.store.snapshot(stream, fold, upTo);
  }

  get<Row>({ text, values }: Statement): Promise<Row | undefined> {
    return this.store.get<Row>(text, ...values);
  }

  all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    return this.store.all<Row>(text, ...values);
  }
}
