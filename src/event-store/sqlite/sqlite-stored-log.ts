import { existsSync, realpathSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseRefused } from '../errors.js';
import { MAX_READ, type Head } from '../event-store.js';
import { GENESIS_HASH, type StoredEvent } from '../hash-chain.js';
import { LOG_QUERIES } from '../log-queries.js';
import { refuseOtherSchema } from '../schema-state.js';
import { sql, type Statement } from '../statement.js';
import type { StoredLog } from '../stored-log.js';
import { isOurs, readHeader } from './sqlite-file.js';
import { SqliteStatements } from './sqlite-statements.js';

/** Names a file by its device and number: links to it are the same file. */
export function sqliteIdentity(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const { dev, ino } = statSync(realpathSync(path));
  return `sqlite:${dev}:${ino}`;
}

/**
 * Opens a database file to be read as it is now.
 *
 * @throws DatabaseRefused for a file that is not there, not ours, of another schema, or damaged
 */
export function openStoredSqlite(path: string): StoredLog {
  const identity = sqliteIdentity(path);
  if (identity === undefined) throw new DatabaseRefused(`${path} does not exist`);
  if (!statSync(path).isFile()) throw new DatabaseRefused(`${path} is not a file`);
  return refusing(path, () => {
    if (!isOurs(readHeader(path, 'r'))) {
      throw new DatabaseRefused(`${path} is not a Gatehouse database`);
    }
    const connection = new Database(path, { readonly: true, fileMustExist: true });
    try {
      connection.pragma('busy_timeout = 5000');
      connection.exec('BEGIN');
      const log = new SqliteStoredLog(identity, path, connection);
      log.checkSchema();
      return log;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** A read transaction on a connection of its own. */
class SqliteStoredLog implements StoredLog {
  private readonly statements: SqliteStatements;

  constructor(
    readonly identity: string,
    private readonly path: string,
    private readonly connection: Database.Database,
  ) {
    this.statements = new SqliteStatements(connection);
  }

  checkSchema(): void {
    const done = this.statements.all<{ name: string }>('SELECT name FROM migrations', []);
    refuseOtherSchema(
      this.path,
      done.map(({ name }) => name),
    );
  }

  async head(): Promise<Head> {
    const [head] = await this.all<Head>(sql(LOG_QUERIES.head));
    return head ?? { position: 0, hash: GENESIS_HASH };
  }

  readStored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.all(sql(LOG_QUERIES.after, after, Math.min(limit, MAX_READ)));
  }

  all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    return Promise.resolve().then(() =>
      refusing(this.path, () => this.statements.all<Row>(text, values)),
    );
  }

  async *rows(table: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
    const statement = refusing(this.path, () =>
      this.connection.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`),
    );
    const rows = statement.iterate();
    for (let read = 1; ; read++) {
      const next = refusing(this.path, () => rows.next());
      if (next.done === true) return;
      yield next.value;
      // Lets signals through.
      if (read % MAX_READ === 0) await new Promise(setImmediate);
    }
  }

  close(): Promise<void> {
    this.connection.close();
    return Promise.resolve();
  }
}

/** Does `work`; what SQLite or the system says against it becomes a refusal that names the file. */
function refusing<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof DatabaseRefused) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseRefused(`${path} cannot be read: ${why}`);
  }
}
