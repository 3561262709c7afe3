import type Database from 'better-sqlite3';
import { StorageUnavailable } from '../errors.js';
import { bindTables, type SqlValue } from '../statement.js';

/** Prepared statements of one connection, kept by their text. */
export class SqliteStatements {
  private readonly prepared = new Map<string, Database.Statement>();

  constructor(private readonly database: Database.Database) {}

  run(text: string, values: readonly SqlValue[], suffix = ''): void {
    this.prepare(text, suffix).run(...values);
  }

  /** The rows, typed by whoever wrote the SELECT. */
  all<Row>(text: string, values: readonly SqlValue[]): Row[] {
    return this.prepare(text, '').all(...values) as Row[];
  }

  get<Row>(text: string, values: readonly SqlValue[]): Row | undefined {
    return this.prepare(text, '').get(...values) as Row | undefined;
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

  /** Forgets what was prepared for tables that are about to be dropped. */
  forget(): void {
    this.prepared.clear();
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
