import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { DuplicateEventId } from '../errors.js';
import type { EncodedEvent } from '../event-codec.js';
import type { EventStore, Head, LogTransaction, ReadModels, Snapshot } from '../event-store.js';
import type { NewEvent, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import type { Projections } from '../projections.js';
import { sql, type SqlValue } from '../statement.js';
import type { PostgresDatabase } from './postgres-database.js';
import { translateError } from './postgres-errors.js';
import { personalKeys, PostgresLogReader } from './postgres-log-reader.js';
import { PostgresStatements } from './postgres-statements.js';
import { PostgresTransaction } from './postgres-transaction.js';

const VERSIONS_KEPT = 50_000;
/** Past so many events of others, versions are asked for anew one by one. */
const MAX_MISSED = 10_000;

/**
 * The event store on PostgreSQL, for any number of processes. Whoever writes holds the one row of
 * `log_head`: so positions have no gap and are in commit order, and the chain is one.
 */
export class PostgresEventStore implements EventStore, ReadModels {
  /** Reads what has been committed, through the pool. */
  private readonly committed: PostgresLogReader;
  private readonly keys = personalKeys();
  private readonly listeners: ((events: readonly RecordedEvent[]) => void)[] = [];
  /** Settles when the transaction that is running, and all that wait, are done. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly versions = new LRUCache<StreamName, number>({ max: VERSIONS_KEPT });
  /** The position up to which `versions` are known to be true. */
  private knownPosition: number | undefined;

  constructor(
    private readonly database: PostgresDatabase,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {
    const statements = new PostgresStatements((query) => database.pool.query(query));
    this.committed = new PostgresLogReader(statements, registry, this.keys);
  }

  async append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    return this.runExclusively(async (transaction, reader) => {
      const events = batch.flatMap(({ stream, events }) =>
        events.map((event) => ({ stream, event })),
      );
      const found = await Promise.all(
        events.map(({ stream, event }) => findRepeated(transaction, reader, stream, event)),
      );
      const repeated = found.filter((event) => event !== undefined);
      const [first] = repeated;
      if (!first) return transaction.append(batch);
      if (repeated.length < events.length) throw new DuplicateEventId(first.id);
      return reader.decode(repeated);
    });
  }

  async transact<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result> {
    return this.runExclusively(work);
  }

  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.database.alone(name, work);
  }

  leads(): Promise<boolean> {
    return this.database.leads();
  }

  /** For what is counted over all processes, beside the log. */
  get pool(): Pool {
    return this.database.pool;
  }

  private async runExclusively<Result>(
    work: (transaction: PostgresTransaction, reader: PostgresLogReader) => Promise<Result>,
  ): Promise<Result> {
    const result = this.queue.then(() => this.runTransaction(work));
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async runTransaction<Result>(
    work: (transaction: PostgresTransaction, reader: PostgresLogReader) => Promise<Result>,
  ): Promise<Result> {
    let transaction: PostgresTransaction;
    let result: Result;
    try {
      const writer = await this.database.writer();
      const statements = new PostgresStatements((query) => writer.query(query));
      const reader = new PostgresLogReader(statements, this.registry, this.keys);
      const head = await this.lock(statements);
      const { keys, versions, registry, projections } = this;
      transaction = new PostgresTransaction(head, reader, keys, versions, registry, projections);
      result = await work(transaction, reader);
      await transaction.commit();
      this.knownPosition = transaction.head.position;
    } catch (error) {
      this.knownPosition = undefined;
      this.versions.clear();
      this.keys.clear();
      await this.database.rollBack();
      throw translateError(error);
    }
    if (transaction.added.length > 0) {
      for (const listener of this.listeners) listener(transaction.added);
    }
    return result;
  }

  /** Waits for its turn among all processes, and learns what they have appended meanwhile. */
  private async lock(statements: PostgresStatements): Promise<Head> {
    const begun = statements.run(sql('BEGIN'));
    const locked = statements.get<Head>('SELECT position, hash FROM log_head FOR UPDATE', []);
    const [, head] = await Promise.all([begun, locked]);
    if (!head) throw new Error('The log has no head.');
    const known = this.knownPosition;
    if (known === undefined || head.position - known > MAX_MISSED) {
      this.versions.clear();
    } else if (head.position > known) {
      const grown = await statements.all<{ stream: StreamName; version: number }>(
        'SELECT stream, MAX(version) AS version FROM events WHERE position > ? GROUP BY stream',
        [known],
      );
      for (const { stream, version } of grown) this.versions.set(stream, version);
    }
    return head;
  }

  readAll(after: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.committed.all(after, limit);
  }

  readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.committed.stored(after, limit);
  }

  readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    return this.committed.stream(stream, after, limit, upTo);
  }

  versionAt(stream: StreamName, position: number): Promise<number> {
    return this.committed.streamVersion(stream, position);
  }

  snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    return this.committed.snapshot(stream, fold, upTo);
  }

  head(): Promise<Head> {
    return this.committed.head();
  }

  all<Row>(text: string, ...values: SqlValue[]): Promise<readonly Row[]> {
    return this.committed.statements.all<Row>(text, values);
  }

  get<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.committed.statements.get<Row>(text, values);
  }

  onCommit(listener: (events: readonly RecordedEvent[]) => void): void {
    this.listeners.push(listener);
  }

  onOthersCommit(listener: () => void): void {
    this.database.onNotification(listener);
  }

  async close(): Promise<void> {
    await this.queue;
    await this.database.close();
  }
}

/** The event that is in the log under this id already, if its content is the same. */
async function findRepeated(
  transaction: PostgresTransaction,
  reader: PostgresLogReader,
  stream: StreamName,
  event: NewEvent,
): Promise<StoredEvent | undefined> {
  const stored = await reader.storedById(event.id);
  if (!stored) return undefined;
  const again = await transaction.encode(stream, event);
  const same = (Object.keys(again) as (keyof EncodedEvent)[]).every(
    (field) => again[field] === stored[field],
  );
  if (!same) throw new DuplicateEventId(event.id);
  return stored;
}
