import { sql, type SqlValue, type Statement } from './statement.js';

/** A table beside the log that belongs to the community and goes wherever the log goes. */
export interface CarriedTable {
  readonly name: string;
  /** The columns of its primary key, by which it is read page by page. */
  readonly key: readonly string[];
  /** The other columns. */
  readonly rest: readonly string[];
  /** Whether an empty database has rows of its own, which give way to those that arrive. */
  readonly isThereAlways?: boolean;
}

/**
 * What a copy of a log takes along. Read models are made anew from the log; challenges and rate
 * limits have had their time within minutes; witnesses sign again; the key that heads are signed with is the server's.
 */
export const CARRIED_TABLES: readonly CarriedTable[] = [
  // Else whoever comes back would be somebody else.
  { name: 'community_secret', key: ['id'], rest: ['secret'], isThereAlways: true },
  { name: 'log_origin', key: ['id'], rest: ['origin'] },
  // A witness that forgot what it has signed could sign another history.
  { name: 'witnessed_logs', key: ['origin'], rest: ['size', 'root', 'at'] },
  { name: 'personal_keys', key: ['stream'], rest: ['key', 'after_version'] },
  { name: 'snapshots', key: ['stream', 'fold', 'version'], rest: ['state'] },
  {
    name: 'sessions',
    key: ['token_hash'],
    rest: ['user_id', 'expires_at', 'created_at', 'last_used_at', 'user_agent'],
  },
  {
    name: 'idempotency_keys',
    key: ['user_id', 'key_hash'],
    rest: ['answer', 'named', 'at'],
  },
  {
    name: 'refused_joins',
    key: ['code', 'user_id', 'reason'],
    rest: ['count', 'first_at', 'last_at'],
  },
];

export type CarriedRow = Readonly<Record<string, SqlValue>>;

function columnsOf({ key, rest }: CarriedTable): readonly string[] {
  return [...key, ...rest];
}

/** Selects the rows behind `after`, the last row of the page before, in the order of the key. */
export function selectPage(
  table: CarriedTable,
  after: CarriedRow | undefined,
  limit: number,
): Statement {
  const key = table.key.join(', ');
  const places = table.key.map(() => '?').join(', ');
  const behind = after ? `WHERE (${key}) > (${places})` : '';
  return sql(
    `SELECT ${columnsOf(table).join(', ')} FROM ${table.name} ${behind} ORDER BY ${key} LIMIT ?`,
    ...(after ? valuesOf(table.key, after) : []),
    limit,
  );
}

export function insertRow(table: CarriedTable, row: CarriedRow): Statement {
  const columns = columnsOf(table);
  const places = columns.map(() => '?').join(', ');
  return sql(
    `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${places})`,
    ...valuesOf(columns, row),
  );
}

function valuesOf(columns: readonly string[], row: CarriedRow): readonly SqlValue[] {
  return columns.map((column) => row[column] ?? null);
}
