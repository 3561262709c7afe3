import type Database from 'better-sqlite3';
import { StorageUnavailable } from '../errors.js';
import { bindTables, type SqlValue } from '../statement.js';

/** Prepared statements of one connection, kept by their text. */
export class SqliteStatements {
  /** How many were run, but for those that read. */
  ran = 0;
  private readonly prepared = new Map<string, Database.Statement>();

  constructor(private readonly database: Database.Database) {}

  run(text: string, values: readonly SqlValue[], suffix = ''): void {
    this.prepare(text, suffix).run(...values);
    this.ran++;
  }

  /** The rows, typed by whoever wrote the SELECT. */
  all<Row>(text: string, values: readonly SqlValue[]): Row[] {
    return this.prepare(text, '').all(...values) as Row[];
  }

  get<Row>(text: string, values: readonly SqlValue[]): Row | undefined {
    return this.prepare(text, '').get(...values) as Row | undefined;
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
