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
  /**
   * How several with the same text, and nothing else on their tables between them, have the effect of
   * fewer: of those that overwrite the row that their last value names, the `last` for each row; of
   * those that add their one value to what is there, one with the `sum`.
   */
  readonly joins?: 'last' | 'sum';
}

/** A statement from its text and values: `sql('DELETE FROM {roles} WHERE id = ?', id)`. */
export function sql(text: string, ...values: SqlValue[]): Statement {
  return { text, values };
}

/** A statement that leaves nothing of what an earlier one did to the row that its last value names. */
export function overwrite(text: string, ...values: SqlValue[]): Statement {
  return { text, values, joins: 'last' };
}

/** A statement that adds its one value to what is there. */
export function add(text: string, amount: number): Statement {
  return { text, values: [amount], joins: 'sum' };
}

const CHANGES = /^\s*(INSERT|UPDATE|DELETE)\b/i;
const TABLE = /\b(?:INTO|FROM|JOIN|UPDATE(?!\s+SET\b))\s+\{?(\w+)\}?/gi;
const known = new Map<string, readonly string[]>();

/** The tables that a statement reads or changes; none if it is more than a change of rows. */
export function tablesOf(text: string): readonly string[] {
  let tables = known.get(text);
  if (!tables) {
    const named = CHANGES.test(text) ? [...text.matchAll(TABLE)] : [];
    tables = [...new Set(named.map(([, table = '']) => table))];
    known.set(text, tables);
  }
  return tables;
}

/** Puts table names for `{table}`; `suffix` names the copy that a rebuild fills. */
export function bindTables(text: string, suffix = ''): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => table + suffix);
}
