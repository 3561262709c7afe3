import type { LogEntry, RecordedEvent, StreamAppend, StreamName } from './event.js';
import type { StoredEvent } from './hash-chain.js';
import type { SqlValue, Statement } from './statement.js';

/** The most events that one read returns. */
export const MAX_READ = 1000;

/** The end of the log: position 0 and 32 zero bytes when it is empty. */
export interface Head {
  readonly position: number;
  readonly hash: Buffer;
}

/** A stored fold of a stream: never history, always replaceable by reading the events. */
export interface Snapshot {
  readonly version: number;
  /** JSON of the state. */
  readonly state: string;
}

/** Reads single streams; `upTo` is the last version of interest. */
export interface StreamReader {
  /**
   * Up to `limit` events (at most {@link MAX_READ}) of a stream behind version `after`, in order.
   *
   * @throws UnreadableEvent when one of them cannot be read: what the stream has come to is not known then
   */
  readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]>;

  /** The newest snapshot of a fold, if there is one. */
  snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined>;
}

/**
 * The log and what is derived from it. One contract for every engine: `test/contract/` says what it
 * is, in tests.
 */
export interface EventStore extends StreamReader {
  /**
   * Writes all of the batch, or nothing: every stream's version is checked, positions follow the
   * head without a gap, hashes are chained, projections brought up to date. A batch whose events are
   * all in the log already, with the same content, succeeds without effect.
   *
   * @throws VersionConflict, DuplicateEventId, StorageUnavailable
   */
  append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]>;

  /** Whether what is read under the lock is read over a connection, while other processes wait. */
  readonly isRemote: boolean;

  /**
   * Runs `work` alone in one write transaction: all it did is on disk when the promise resolves, or
   * nothing of it when it rejects.
   */
  transact<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result>;

  /**
   * Finds out whether a write would go through just now, as a write does: under the log's lock. It writes nothing
   * itself, unless the last write has failed: then nothing less would tell.
   *
   * @throws StorageUnavailable, LogIsReadOnly
   */
  requireWritable(): Promise<void>;

  /** Does `work` while no other process does work of the same name; the others wait. */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result>;

  /** Whether this process, and no other, is to do what is done once for all of them. */
  leads(): Promise<boolean>;

  /**
   * Up to `limit` events (at most {@link MAX_READ}) behind position `after`, in order; also those that cannot be
   * read, as what they are.
   */
  readAll(after: number, limit: number): Promise<readonly LogEntry[]>;

  /** The version that a stream had when the log was at `position`; 0 before its first event. */
  versionAt(stream: StreamName, position: number): Promise<number>;

  head(): Promise<Head>;

  /** Events as they are stored, not decrypted and not upcast: what the hashes are taken over. */
  readStored(after: number, limit: number): Promise<readonly StoredEvent[]>;

  /** What stored events say, each: personal values in the clear where there is a key, data as of today. */
  decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]>;

  /**
   * Calls `listener` after each commit of ours that added events, with these events; before them may
   * stand what others had appended, as far as our transaction has read it.
   */
  onCommit(listener: (events: readonly LogEntry[]) => void): void;

  /**
   * Calls `listener` as soon as others may have committed, where the engine can tell; with the position
   * of the last event, if it can tell that, too.
   */
  onOthersCommit(listener: (position?: number) => void): void;

  /**
   * Calls `listener` with what was told in a transaction ({@link LogTransaction.tell}) of any process, soon after its
   * commit; and without anything after each time that something of it may not have been heard.
   */
  onMessage(listener: (message?: string) => void): void;

  /**
   * Calls `listener` when the log turns out not to hold what it held before: a server that was behind
   * has taken over, and commits are lost. Whatever was remembered of the log is to be forgotten.
   */
  onRewind(listener: () => void): void;

  /** Whoever reads the log and finds it rewound says so. */
  rewound(): void;

  close(): Promise<void>;
}

/** What can be done inside a write transaction. Everything it reads is current. */
export interface LogTransaction extends StreamReader {
  /** The end of the log as this transaction sees it. */
  readonly head: Head;
  /** As {@link EventStore.append}, but an event id that exists is an error in any case. */
  append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]>;
  /**
   * Takes in events as another database holds them, positions, hashes and sealed values as they are:
   * for moving a whole log, never for what happens. Projections are not told.
   *
   * @throws ChainBroken at the first event that does not follow from the head, by position and hash
   */
  adopt(events: readonly StoredEvent[]): Promise<void>;
  readAll(after: number, limit: number): Promise<readonly LogEntry[]>;
  saveSnapshot(stream: StreamName, fold: string, snapshot: Snapshot): Promise<void>;
  /**
   * Runs a statement that is no history: sessions, idempotency records, rebuilds.
   * @param suffix names the copy of the tables that a rebuild fills
   */
  write(statement: Statement, suffix?: string): Promise<void>;
  /** Tells all processes something that is no history, once this is committed. Up to 1,000 bytes, no mere number. */
  tell(message: string): Promise<void>;
  get<Row>(statement: Statement): Promise<Row | undefined>;
  all<Row>(statement: Statement): Promise<readonly Row[]>;
}

/** Reads the read models. Sees what has been committed, never waits for a commit. */
export interface ReadModels {
  all<Row>(text: string, ...values: SqlValue[]): Promise<readonly Row[]>;
  get<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined>;
}

export const EVENT_STORE = Symbol('EventStore');
export const READ_MODELS = Symbol('ReadModels');
