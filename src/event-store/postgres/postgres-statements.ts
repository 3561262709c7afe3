import type { Writable } from 'node:stream';
import type { QueryConfig, QueryResult } from 'pg';
import { StorageUnavailable } from '../errors.js';
import type { StatementGroup } from '../pending-statements.js';
import { bindTables, type SqlValue, type Statement } from '../statement.js';
import { inFewer } from './insert-rows.js';
import { translateError } from './postgres-errors.js';

type RunQuery = (query: QueryConfig) => Promise<QueryResult>;

/**
 * For one transaction: what comes behind a failure fails by it, too, the commit above all. PostgreSQL
 * takes a `COMMIT` behind a failure for a `ROLLBACK`, and says so without an error.
 */
export function untilItFails(run: RunQuery): RunQuery {
  let failed: { readonly error: unknown } | undefined;
  return async (query) => {
    if (failed) throw failed.error;
    try {
      return await run(query);
    } catch (error) {
      failed ??= { error };
      throw error;
    }
  };
}

/** Prepared statements through one connection or a pool of them. */
export class PostgresStatements {
  /** @param stream of a connection of one's own, to hold back what is sent in one turn */
  constructor(
    private readonly query: RunQuery,
    private readonly stream?: Writable,
  ) {}

  /** Does what sends statements; they leave in one packet, where each would cost a system call. */
  together<Result>(send: () => Result): Result {
    this.stream?.cork();
    try {
      return send();
    } finally {
      this.stream?.uncork();
    }
  }

  async all<Row>(text: string, values: readonly SqlValue[], suffix = ''): Promise<readonly Row[]> {
    try {
      const { rows } = await this.query({ ...prepared(text, suffix), values: values.map(bound) });
      // The rows are typed by whoever wrote the SELECT.
      return rows as Row[];
    } catch (error) {
      throw translateError(error);
    }
  }

  async get<Row>(text: string, values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all<Row>(text, values))[0];
  }

  async run({ text, values }: Statement, suffix = ''): Promise<void> {
    await this.all(text, values, suffix);
  }

  /** One after another on the wire, as few as can be. */
  async runAll({ text, suffix, runs }: StatementGroup): Promise<void> {
    await Promise.all(inFewer(text, runs).map((statement) => this.run(statement, suffix)));
  }

  /** Ends a transaction, and takes nothing but `COMMIT` for an answer. */
  async commit(): Promise<void> {
    let command: string;
    try {
      ({ command } = await this.query(prepared('COMMIT', '')));
    } catch (error) {
      throw translateError(error);
    }
    if (command !== 'COMMIT') throw new StorageUnavailable(new Error(`It answered ${command}.`));
  }
}

interface Prepared {
  readonly name: string;
  readonly text: string;
}

const known = new Map<string, Prepared>();

/** The statement as PostgreSQL takes it, under the name that each connection prepares it by. */
function prepared(text: string, suffix: string): Prepared {
  const key = `${suffix}:${text}`;
  let found = known.get(key);
  if (!found) {
    found = { name: `gatehouse_${known.size}`, text: dialect(bindTables(text, suffix)) };
    known.set(key, found);
  }
  return found;
}

/** `?` becomes `$1`, `$2` …; text sorts by its bytes, as it does in SQLite, whatever the locale. */
function dialect(text: string): string {
  let parameters = 0;
  const numbered = text.replace(/\?/g, () => `$${++parameters}`);
  return /^\s*CREATE TABLE/.test(numbered)
    ? numbered.replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    : numbered;
}

function bound(value: SqlValue): string | Buffer | null {
  return value === null || Buffer.isBuffer(value) ? value : String(value);
}
