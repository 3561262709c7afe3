import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { atMost } from '../at-most.js';
import { StorageUnavailable } from '../errors.js';
import type { Head } from '../event-store.js';
import type { RecordedEvent, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { Projections } from '../projections/projections.js';
import { requireSpaceFor } from './disk-space.js';
import type { SqliteDatabase } from './sqlite-database.js';
import type { SqliteLogReader } from './sqlite-log-reader.js';
import type { FileInPlace } from './file-in-place.js';
import { sqliteCode, translateError } from './sqlite-statements.js';
import { tryToWrite } from '../write-probe.js';
import { SqliteTransaction } from './sqlite-transaction.js';

const VERSIONS_KEPT = 50_000;
/** How long it waits for another program that writes to the file, and how soon it tries again. */
const PATIENCE_MS = 5000;
const AGAIN_MS = 10;

/** What comes of one transaction that is on disk. */
export interface Committed {
  readonly added: readonly RecordedEvent[];
  readonly messages: readonly string[];
  /** How many statements it ran. */
  readonly statements: number;
}

/** Runs the write transactions of one process on SQLite, one after another. */
export class SqliteWriter {
  /** Settles when the transaction that is running, and all that wait, are done. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly versions = new LRUCache<StreamName, number>(atMost(VERSIONS_KEPT));
  private knownHead: Head | undefined;
  private dataVersion = 0;
  /** Whether a transaction failed as the disk does, and none has added an event since. */
  private isFailing = false;

  /**
   * @param reader reads through the writing connection, under its lock
   * @param onCommit is waited for before the next transaction begins, and must not fail
   */
  constructor(
    private readonly database: SqliteDatabase,
    private readonly file: FileInPlace,
    private readonly reader: SqliteLogReader,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
    private readonly onCommit: (committed: Committed) => Promise<void>,
  ) {}

  transact<Result>(work: (transaction: SqliteTransaction) => Promise<Result>): Promise<Result> {
    return this.inTurn(() => this.runTransaction(work));
  }

  /** Whether a write would go through just now: by its lock and its room; by a write, if the last one failed. */
  async requireWritable(): Promise<void> {
    if (this.isFailing) {
      await tryToWrite((work) => this.transact(work));
      this.isFailing = false;
      return;
    }
    await this.inTurn(async () => {
      await this.tryTheLock();
      await requireSpaceFor(this.database.path);
    });
  }

  private async tryTheLock(): Promise<void> {
    try {
      await this.begin();
      this.reader.statements.run('ROLLBACK', []);
    } catch (error) {
      throw translateError(error);
    }
  }

  /** Takes the lock. While another program holds it, everything else in this one goes on. */
  private async begin(): Promise<void> {
    this.file.require();
    const endsAt = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        this.reader.statements.run('BEGIN IMMEDIATE', []);
        return;
      } catch (error) {
        const cause = error instanceof StorageUnavailable ? error.cause : error;
        const isHeld = sqliteCode(cause)?.startsWith('SQLITE_BUSY') === true;
        if (!isHeld || performance.now() > endsAt) throw error;
        await setTimeout(AGAIN_MS);
      }
    }
  }

  /** Does `work` after all that was to be done before, and before all that comes. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** Resolves when all that was to be done is done. */
  async idle(): Promise<void> {
    await this.queue;
  }

  private async runTransaction<Result>(
    work: (transaction: SqliteTransaction) => Promise<Result>,
  ): Promise<Result> {
    const { statements } = this.reader;
    let transaction: SqliteTransaction;
    let result: Result;
    try {
      await this.begin();
      const { reader, versions, registry, projections } = this;
      transaction = new SqliteTransaction(
        this.currentHead(),
        reader,
        versions,
        registry,
        projections,
      );
      result = await work(transaction);
      transaction.finish();
      this.file.require();
      statements.run('COMMIT', []);
    } catch (error) {
      this.knownHead = undefined;
      this.versions.clear();
      this.reader.forgetKeys();
      if (this.database.writer.inTransaction) this.database.writer.exec('ROLLBACK');
      const failure = translateError(error);
      this.isFailing ||= failure instanceof StorageUnavailable;
      throw failure;
    }
    this.knownHead = transaction.head;
    if (transaction.added.length > 0) this.isFailing = false;
    const { added, messages } = transaction;
    await this.onCommit({ added, messages, statements: statements.ran });
    return result;
  }

  /** The head, under the lock: read anew when another connection has written since we did. */
  private currentHead(): Head {
    const version = Number(this.database.writer.pragma('data_version', { simple: true }));
    if (!this.knownHead || version !== this.dataVersion) {
      this.knownHead = this.reader.head();
      this.versions.clear();
      this.reader.forgetKeys();
      this.dataVersion = version;
    }
    return this.knownHead;
  }
}
