import type { QueryConfig, QueryResult } from 'pg';
import { bindTables, type SqlValue, type Statement } from '../statement.js';
import { translateError } from './postgres-errors.js';

type RunQuery = (query: QueryConfig) => Promise<QueryResult>;

/** Prepared statements through one connection or a pool of them. */
export class PostgresStatements {
  constructor(private readonly query: RunQuery) {}

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
