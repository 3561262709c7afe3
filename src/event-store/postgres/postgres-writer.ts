import { OutcomeUnknown, StorageUnavailable } from '../errors.js';
import { MAX_READ, type Head } from '../event-store.js';
import type { LogEntry, RecordedEvent } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import type { Projections } from '../projections/projections.js';
import { sql } from '../statement.js';
import { tryToWrite } from '../write-probe.js';
import type { KnownLog } from './known-log.js';
import type { PostgresConnections } from './postgres-connections.js';
import { mayBeCommitted, translateError } from './postgres-errors.js';
import { PostgresLogReader } from './postgres-log-reader.js';
import { PostgresStatements, untilItFails } from './postgres-statements.js';
import { PostgresTransaction } from './postgres-transaction.js';

/** How soon the log is asked again what became of a transaction. */
const ASK_AGAIN_MS = 250;

export interface WriterListener {
  /** Hears of each commit of ours that added events: these, and before them what others had appended, if we read it. */
  readonly onCommit: (events: readonly LogEntry[]) => void;
  /** Hears that the log no longer holds what was known of it. */
  readonly onRewind: () => void;
}

/** Runs the write transactions of one process on PostgreSQL, one after another, each under the lock of the log. */
export class PostgresWriter {
  /** Settles when the transaction that is running, and all that wait, are done. */
  private queue: Promise<unknown> = Promise.resolve();
  private queued = 0;
  /** Whether a transaction failed as the server does, and none has added an event since. */
  private isFailing = false;

  constructor(
    private readonly connections: PostgresConnections,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
    private readonly known: KnownLog,
    private readonly listener: WriterListener,
  ) {}

  get isIdle(): boolean {
    return this.queued === 0;
  }

  /** Resolves when all that was to be done is done. */
  async idle(): Promise<void> {
    await this.queue;
  }

  /** Whether a write would go through just now: by its lock; by a write, if the last one failed. */
  async requireWritable(): Promise<void> {
    if (this.isFailing) {
      await tryToWrite((work) => this.transact(work));
      this.isFailing = false;
      return;
    }
    await this.inTurn(async () => {
      await this.begin();
      await this.connections.rollBack(undefined);
    });
  }

  /** Runs `work` alone among all processes, after all that was to be done before. */
  transact<Result>(work: (transaction: PostgresTransaction) => Promise<Result>): Promise<Result> {
    return this.inTurn(async () => {
      try {
        return await this.runTransaction(work);
      } catch (error) {
        this.isFailing ||= error instanceof StorageUnavailable || error instanceof OutcomeUnknown;
        throw error;
      }
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.queued++;
    const result = this.queue.then(work).finally(() => {
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
    this.known.settle(transaction.head, transaction.added);
    if (transaction.added.length > 0) {
      this.isFailing = false;
      this.listener.onCommit([...transaction.caughtUp, ...transaction.added]);
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
      const reader = new PostgresLogReader(statements, this.registry, this.known.keysUnderLock);
      const [head, missed] = await this.lock(statements, reader);
      const { known, registry, projections } = this;
      return new PostgresTransaction(head, missed, reader, known, registry, projections);
    } catch (error) {
      const failure = await this.abandon(error);
      // It is the lock that was not to be had, by whoever asks for it.
      throw failure instanceof StorageUnavailable ? new StorageUnavailable(failure.cause) : failure;
    }
  }

  /** Ends a transaction that failed; what was remembered under its lock is to be read anew. */
  private async abandon(error: unknown): Promise<unknown> {
    this.known.forget();
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
        const transaction = await this.begin();
        const stored = await transaction.storedById(first.id);
        // A session that ends while its commit waits for a standby leaves it done on this server alone. The lock
        // makes this one wait, too, for a standby that has all up to here.
        await transaction.commit();
        if (stored) return;
        break;
      } catch (error) {
        if (performance.now() > deadline) throw new OutcomeUnknown(error);
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
    throw failure;
  }

  /**
   * Waits for its turn among all processes, and learns in the same trip what they have appended since
   * our last: as far as one read goes.
   */
  private async lock(
    statements: PostgresStatements,
    reader: PostgresLogReader,
  ): Promise<readonly [Head, readonly StoredEvent[]]> {
    const { head: known } = this.known;
    const [, head, since] = await statements.together(() =>
      Promise.all([
        // Whatever the database's defaults: behind the lock everything must be seen as it is now.
        statements.run(sql('BEGIN ISOLATION LEVEL READ COMMITTED')),
        statements.get<Head>('SELECT position, hash FROM log_head FOR UPDATE', []),
        known ? reader.stored(known.position - 1, MAX_READ) : [],
      ]),
    );
    if (!head) throw new Error('The log has no head.');
    const missed = known ? this.known.learn(known, head, since) : [];
    if (missed !== 'rewound') return [head, missed];
    this.listener.onRewind();
    return [head, []];
  }
}
