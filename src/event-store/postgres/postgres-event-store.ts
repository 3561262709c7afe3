import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { appendOnce } from '../append-once.js';
import { OutcomeUnknown, StorageUnavailable } from '../errors.js';
import { typeOf } from '../event-codec.js';
import {
  MAX_READ,
  type EventStore,
  type Head,
  type LogTransaction,
  type ReadModels,
  type Snapshot,
} from '../event-store.js';
import {
  allRead,
  type LogEntry,
  type RecordedEvent,
  type StreamAppend,
  type StreamName,
} from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import { PersonalKeys } from '../personal-keys.js';
import type { Projections } from '../projections.js';
import { sql, type SqlValue } from '../statement.js';
import type { PostgresConnections } from './postgres-connections.js';
import { mayBeCommitted, translateError } from './postgres-errors.js';
import { PostgresLogReader, type StreamStart } from './postgres-log-reader.js';
import { PostgresStatements, untilItFails } from './postgres-statements.js';
import { PostgresTransaction } from './postgres-transaction.js';

const VERSIONS_KEPT = 50_000;
/** How long others' commits may wait to be told of while we write. */
const TOLD_LATER_MS = 50;
/** How soon the log is asked again what became of a transaction. */
const ASK_AGAIN_MS = 250;
/** The beginnings of so many streams are read in one query at the most. */
const STARTS_AT_ONCE = 64;

/**
 * The event store on PostgreSQL, for any number of processes. Whoever writes holds the one row of
 * `log_head`: so positions have no gap and are in commit order, and the chain is one.
 */
export class PostgresEventStore implements EventStore, ReadModels {
  readonly isRemote = true;
  /** Reads what has been committed, through the pool. */
  private readonly committed: PostgresLogReader;
  /** Keys as what is committed says. */
  private readonly keys = new PersonalKeys();
  /** Keys as they are under the lock: there one may be made or deleted that others still see, or do not. */
  private readonly keysUnderLock = new PersonalKeys();
  private readonly listeners: ((events: readonly LogEntry[]) => void)[] = [];
  /** Settles when the transaction that is running, and all that wait, are done. */
  private queue: Promise<unknown> = Promise.resolve();
  private queued = 0;
  private readonly rewindListeners: (() => void)[] = [];
  private readonly versions = new LRUCache<StreamName, number>({ max: VERSIONS_KEPT });
  /** The head up to which `versions` are known to be true. */
  private known: Head | undefined;
  /** How often `versions` were thrown away: what was read before must not be kept after. */
  private clearings = 0;
  /** Most streams are read whole: those that are asked for together share a trip. */
  private readonly starts = new DataLoader<StreamStart, readonly LogEntry[]>(
    (wanted) => this.committed.starts(wanted),
    { cache: false, maxBatchSize: STARTS_AT_ONCE, batchScheduleFn: setImmediate },
  );

  constructor(
    private readonly connections: PostgresConnections,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {
    const statements = new PostgresStatements((query) => connections.pool.query(query));
    this.committed = new PostgresLogReader(statements, registry, this.keys);
  }

  append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    return this.runExclusively((transaction) => appendOnce(transaction, batch));
  }

  async transact<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result> {
    return this.runExclusively(work);
  }

  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.connections.alone(name, work);
  }

  leads(): Promise<boolean> {
    return this.connections.leads();
  }

  /** For what is counted over all processes, beside the log. */
  get pool(): Pool {
    return this.connections.pool;
  }

  /** Milliseconds that the server's clock, which counts for all processes, is ahead of ours. */
  get clockOffsetMs(): number {
    return this.connections.clock.offsetMs;
  }

  private async runExclusively<Result>(
    work: (transaction: PostgresTransaction) => Promise<Result>,
  ): Promise<Result> {
    this.queued++;
    const result = this.queue
      .then(() => this.runTransaction(work))
      .finally(() => {
        this.queued--;
      });
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async runTransaction<Result>(
    work: (transaction: PostgresTransaction) => Promise<Result>,
  ): Promise<Result> {
    const transaction = await this.begin();
    let result: Result;
    try {
      result = await work(transaction);
    } catch (error) {
      throw await this.abandon(error);
    }
    try {
      await transaction.commit();
    } catch (error) {
      const failure = await this.abandon(error);
      // Whatever else went wrong, the server said so, and has written nothing.
      if (!mayBeCommitted(failure)) throw failure;
      await this.requireWritten(transaction.added, failure);
    }
    this.known = transaction.head;
    this.forgetErased(transaction.added);
    if (transaction.added.length > 0) {
      const events = [...transaction.caughtUp, ...transaction.added];
      for (const listener of this.listeners) listener(events);
    }
    return result;
  }

  /** Waits for the lock of the log, behind which nobody else can change it. */
  private async begin(): Promise<PostgresTransaction> {
    try {
      const writer = await this.connections.writer();
      const statements = new PostgresStatements(
        untilItFails((query) => writer.query(query)),
        writer.connection.stream,
      );
      const reader = new PostgresLogReader(statements, this.registry, this.keysUnderLock);
      const [head, missed] = await this.lock(statements, reader);
      const { keysUnderLock: keys, versions, registry, projections } = this;
      return new PostgresTransaction(head, missed, reader, keys, versions, registry, projections);
    } catch (error) {
      const failure = await this.abandon(error);
      // It is the lock that was not to be had, by whoever asks for it.
      throw failure instanceof StorageUnavailable ? new StorageUnavailable(failure.cause) : failure;
    }
  }

  /** Ends a transaction that failed; what was remembered under its lock is to be read anew. */
  private async abandon(error: unknown): Promise<unknown> {
    this.clearVersions();
    this.forgetKeys();
    await this.connections.rollBack(error);
    return translateError(error);
  }

  /**
   * The connection broke while the answer to `COMMIT` was awaited: the log itself is asked whether the events
   * are there.
   *
   * @throws StorageUnavailable when nothing was written, OutcomeUnknown when the log does not answer, or when
   *   there is no event to ask for
   */
  private async requireWritten([first]: readonly RecordedEvent[], failure: unknown): Promise<void> {
    if (!first) throw new OutcomeUnknown(failure);
    // Longer than a server keeps a transaction whose client has gone.
    const { lock, statement } = this.connections.limits;
    const deadline = performance.now() + lock + statement;
    for (;;) {
      try {
        // Whoever holds the lock knows that the lost transaction is over, one way or the other.
        const { reader } = await this.begin();
        const stored = await reader.storedById(first.id);
        await this.connections.rollBack(undefined);
        if (stored) return;
        break;
      } catch (error) {
        if (performance.now() > deadline) throw new OutcomeUnknown(error);
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
    throw failure;
  }

  /** After a commit: what was erased in it is not to be read by a key that is in memory. */
  private forgetErased(added: readonly RecordedEvent[]): void {
    for (const { type, stream } of added) {
      if (typeOf(this.registry, type).erases) this.keys.forget(stream);
    }
  }

  private forgetKeys(): void {
    this.keys.forgetAll();
    this.keysUnderLock.forgetAll();
  }

  /**
   * Waits for its turn among all processes, and learns in the same trip what they have appended since
   * our last: as far as one read goes.
   */
  private async lock(
    statements: PostgresStatements,
    reader: PostgresLogReader,
  ): Promise<readonly [Head, readonly StoredEvent[]]> {
    const { known } = this;
    const [, head, since] = await statements.together(() =>
      Promise.all([
        // Whatever the database's defaults: behind the lock everything must be seen as it is now.
        statements.run(sql('BEGIN ISOLATION LEVEL READ COMMITTED')),
        statements.get<Head>('SELECT position, hash FROM log_head FOR UPDATE', []),
        known ? reader.stored(known.position - 1, MAX_READ) : [],
      ]),
    );
    if (!head) throw new Error('The log has no head.');
    return [head, known ? this.learn(known, head, since) : []];
  }

  /** What others have appended behind `known`; nothing if it is more than was read. */
  private learn(known: Head, head: Head, since: readonly StoredEvent[]): readonly StoredEvent[] {
    const missed = since.filter(({ position }) => position > known.position);
    const [first] = since;
    if (known.position > 0 && !first?.hash.equals(known.hash)) {
      this.rewound();
    } else if (missed.length === head.position - known.position) {
      for (const { type, stream, version } of missed) {
        this.versions.set(stream, version);
        if (this.registry.get(type)?.erases) this.keysUnderLock.forget(stream);
      }
      return missed;
    } else {
      this.clearVersions();
      this.forgetKeys();
    }
    return [];
  }

  private clearVersions(): void {
    this.clearings++;
    this.versions.clear();
  }

  readAll(after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.committed.all(after, limit);
  }

  readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.committed.stored(after, limit);
  }

  async readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    const { known, clearings } = this;
    const events =
      after === 0 && upTo === undefined
        ? allRead(await this.starts.load({ stream, limit }))
        : await this.committed.stream(stream, after, limit, upTo);
    const last = events.at(-1);
    const toItsEnd = upTo === undefined && events.length < Math.min(limit, MAX_READ);
    // As of `known` or later: what comes behind it is learned under a lock, and stands here already if
    // that was meanwhile.
    const isTrue = known && clearings === this.clearings && !this.versions.has(stream);
    if (isTrue && toItsEnd && (last !== undefined || after === 0)) {
      this.versions.set(stream, last?.version ?? 0);
    }
    return events;
  }

  versionAt(stream: StreamName, position: number): Promise<number> {
    return this.committed.versionAt(stream, position);
  }

  snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return this.committed.snapshot(stream, fold, upTo);
  }

  head(): Promise<Head> {
    return this.committed.head();
  }

  decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    return this.committed.decode(stored);
  }

  all<Row>(text: string, ...values: SqlValue[]): Promise<readonly Row[]> {
    return this.committed.statements.all<Row>(text, values);
  }

  get<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.committed.statements.get<Row>(text, values);
  }

  onCommit(listener: (events: readonly LogEntry[]) => void): void {
    this.listeners.push(listener);
  }

  onOthersCommit(listener: (position?: number) => void): void {
    let last = 0;
    let later: NodeJS.Timeout | undefined;
    this.connections.onNotification((payload) => {
      if (payload === undefined) return listener();
      if (!isPosition(payload)) return;
      const position = Number(payload);
      if (this.queued === 0) return listener(position);
      // A write of ours is about to hand over what is committed before it: not to be read twice.
      last = position;
      later ??= setTimeout(() => {
        later = undefined;
        listener(last);
      }, TOLD_LATER_MS).unref();
    });
  }

  onMessage(listener: (message?: string) => void): void {
    this.connections.onNotification((payload) => {
      if (payload === undefined || !isPosition(payload)) listener(payload);
    });
  }

  onRewind(listener: () => void): void {
    this.rewindListeners.push(listener);
  }

  rewound(): void {
    this.known = undefined;
    this.clearVersions();
    this.forgetKeys();
    for (const listener of this.rewindListeners) listener();
  }

  async close(): Promise<void> {
    await this.queue;
    await this.connections.close();
  }
}

/** Whether it is the position of a commit that is told, and no message. */
function isPosition(payload: string): boolean {
  return /^\d+$/.test(payload);
}
