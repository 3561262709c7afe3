import DataLoader from 'dataloader';
import type { Pool } from 'pg';
import { appendOnce } from '../append-once.js';
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
import { Listeners } from '../listeners.js';
import type { Projections } from '../projections/projections.js';
import type { SqlValue } from '../statement.js';
import { KnownLog } from './known-log.js';
import type { PostgresConnections } from './postgres-connections.js';
import { PostgresLogReader, type StreamStart } from './postgres-log-reader.js';
import { PostgresStatements } from './postgres-statements.js';
import { PostgresWriter } from './postgres-writer.js';

/** How long others' commits may wait to be told of while we write. */
const TOLD_LATER_MS = 50;
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
  private readonly known: KnownLog;
  private readonly writer: PostgresWriter;
  private readonly listeners = new Listeners<[events: readonly LogEntry[]]>();
  private readonly rewindListeners: (() => void)[] = [];
  /** Most streams are read whole: those that are asked for together share a trip. */
  private readonly starts = new DataLoader<StreamStart, readonly LogEntry[]>(
    (wanted) => this.committed.starts(wanted),
    { cache: false, maxBatchSize: STARTS_AT_ONCE, batchScheduleFn: setImmediate },
  );

  constructor(
    private readonly connections: PostgresConnections,
    registry: EventRegistry,
    projections: Projections,
  ) {
    this.known = new KnownLog(registry);
    this.writer = new PostgresWriter(connections, registry, projections, this.known, {
      onCommit: (events) => this.listeners.tell(events),
      onRewind: () => this.rewound(),
    });
    const statements = new PostgresStatements((query) => connections.pool.query(query));
    this.committed = new PostgresLogReader(statements, registry, this.known.keys);
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
    const { clearings } = this.known;
    const events =
      after === 0 && upTo === undefined
        ? allRead(await this.starts.load({ stream, limit }))
        : await this.committed.stream(stream, after, limit, upTo);
    const last = events.at(-1);
    const toItsEnd = upTo === undefined && events.length < Math.min(limit, MAX_READ);
    if (toItsEnd && (last !== undefined || after === 0)) {
      this.known.keepRead(stream, last?.version ?? 0, clearings);
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
    this.listeners.add(listener);
  }

  onOthersCommit(listener: (position?: number) => void): void {
    let last = 0;
    let later: NodeJS.Timeout | undefined;
    this.connections.onNotification((payload) => {
      if (payload === undefined) return listener();
      if (!isPosition(payload)) return;
      const position = Number(payload);
      if (this.writer.isIdle) return listener(position);
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
    this.known.head = undefined;
    this.known.forget();
    for (const listener of this.rewindListeners) listener();
  }

  async close(): Promise<void> {
    await this.writer.idle();
    await this.connections.close();
  }
}

/** Whether it is the position of a commit that is told, and no message. */
function isPosition(payload: string): boolean {
  return /^\d+$/.test(payload);
}
