/** A value that both engines can bind. Booleans are stored as 0 and 1. */
export type SqlValue = string | number | bigint | Buffer | null;

/**
 * One SQL statement in the dialect that SQLite and PostgreSQL share, with `?` for values and
 * `{table}` for the tables of a projection. Each place in the source has one constant text, so that
 * prepared statements can be kept.
 */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** A statement from its text and values: `sql('DELETE FROM {roles} WHERE id = ?', id)`. */
export function sql(text: string, ...values: SqlValue[]): Statement {
  return { text, values };
}

/** Puts table names for `{table}`; `suffix` names the copy that a rebuild fills. */
export function bindTables(text: string, suffix = ''): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => table + suffix);
}
