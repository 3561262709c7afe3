import type Database from 'better-sqlite3';
import { StorageUnavailable } from '../errors.js';
import { bindTables, type SqlValue } from '../statement.js';

/**
 * Prepared statements of one connection, kept by their text.
 * @throws StorageUnavailable for what the disk, a lock or the memory did, and SQLite's own errors for the rest
 */
export class SqliteStatements {
  /** How many were run, but for those that read. */
  ran = 0;
  private readonly prepared = new Map<string, Database.Statement>();

  constructor(private readonly database: Database.Database) {}

  run(text: string, values: readonly SqlValue[], suffix = ''): void {
    translated(() => this.prepare(text, suffix).run(...values));
    this.ran++;
  }

  /** The rows, typed by whoever wrote the SELECT. */
  all<Row>(text: string, values: readonly SqlValue[]): Row[] {
    return translated(() => this.prepare(text, '').all(...values)) as Row[];
  }

  get<Row>(text: string, values: readonly SqlValue[]): Row | undefined {
    return translated(() => this.prepare(text, '').get(...values)) as Row | undefined;
  }

  /** Whether a transaction is open: SQLite ends one by itself on some errors, and then each statement is its own. */
  get isInTransaction(): boolean {
    return this.database.inTransaction;
  }

  /** Does `work` under one read lock: taking it for each row anew costs more than the row. */
  together<Result>(work: () => Result): Result {
    if (this.database.inTransaction) return work();
    this.run('BEGIN', []);
    try {
      return work();
    } finally {
      this.run('COMMIT', []);
    }
  }

  private prepare(text: string, suffix: string): Database.Statement {
    const key = suffix === '' ? text : `${suffix}:${text}`;
    let statement = this.prepared.get(key);
    if (!statement) {
      statement = this.database.prepare(bindTables(text, suffix));
      this.prepared.set(key, statement);
    }
    return statement;
  }
}

function translated<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translateError(error);
  }
}

const UNAVAILABLE = /^SQLITE_(FULL|READONLY|IOERR|BUSY|LOCKED|CANTOPEN|PERM|NOMEM|NOLFS)/;

/** The error that the port documents for what SQLite threw. */
export function translateError(error: unknown): unknown {
  return UNAVAILABLE.test(sqliteCode(error) ?? '') ? new StorageUnavailable(error) : error;
}

/** The code of an error that SQLite gave, whichever copy of the driver threw it. */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}
