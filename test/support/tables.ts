import Database from 'better-sqlite3';
import { Client, types } from 'pg';
import { withSql } from './postgres.js';

/** All rows of a table, in the order of their JSON; bytes in hexadecimal. */
export type Rows = readonly string[];

/** The names of all tables of a database, and what is in them. */
export async function tablesOf(url: string): Promise<Readonly<Record<string, Rows>>> {
  return url.startsWith('sqlite:') ? ofFile(url.slice('sqlite:'.length)) : ofServer(url);
}

/** From now on each row of `table` that is updated leaves a row in the new table `record`. */
export async function recordUpdates(url: string, table: string, record: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const database = new Database(url.slice('sqlite:'.length), { fileMustExist: true });
    database.exec(`
      CREATE TABLE ${record} (id INTEGER PRIMARY KEY);
      CREATE TRIGGER ${record}_made AFTER UPDATE ON ${table}
      BEGIN INSERT INTO ${record} VALUES (NULL); END`);
    database.close();
    return;
  }
  await withSql(
    url,
    `CREATE TABLE ${record} (id SERIAL PRIMARY KEY);
     CREATE FUNCTION ${record}_make() RETURNS trigger LANGUAGE plpgsql
     AS $$ BEGIN INSERT INTO ${record} DEFAULT VALUES; RETURN NULL; END $$;
     CREATE TRIGGER ${record}_made AFTER UPDATE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION ${record}_make()`,
  );
}

function ofFile(path: string): Readonly<Record<string, Rows>> {
  // Not read-only: what a kill has left is put in order by whoever comes to it first.
  const database = new Database(path, { fileMustExist: true });
  const names = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
    )
    .pluck()
    .all();
  const tables = names.map((name) => {
    return [name, sorted(database.prepare(`SELECT * FROM ${name}`).all())] as const;
  });
  database.close();
  return Object.fromEntries(tables);
}

async function ofServer(url: string): Promise<Readonly<Record<string, Rows>>> {
  // 64-bit numbers stay far below what a double holds exactly.
  const getTypeParser: typeof types.getTypeParser = (oid, format) => {
    const parser: unknown = oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);
    return parser;
  };
  const client = new Client({ connectionString: url, types: { getTypeParser } });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const tables: Record<string, Rows> = {};
    for (const { name } of rows) {
      tables[name] = sorted((await client.query(`SELECT * FROM ${name}`)).rows);
    }
    return tables;
  } finally {
    await client.end();
  }
}

function sorted(rows: readonly unknown[]): Rows {
  return rows.map((row) => JSON.stringify(plain(row as Record<string, unknown>))).sort();
}

/** A row whose columns are in the order of their names, with its bytes in hexadecimal. */
function plain(row: Readonly<Record<string, unknown>>): unknown {
  const columns = Object.entries(row).map(
    ([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value] as const,
  );
  return columns.sort(([a], [b]) => a.localeCompare(b));
}
