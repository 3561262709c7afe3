import { tablesOf, type SqlValue, type Statement } from './statement.js';

/** Statements of one text that wait to be run one after another. */
export interface StatementGroup {
  readonly text: string;
  /** Names the copy of the tables that a rebuild fills. */
  readonly suffix: string;
  /** The values of each run; of an insert, the rows. */
  readonly runs: readonly (readonly SqlValue[])[];
}

interface Group extends StatementGroup {
  readonly joins: Statement['joins'];
  /** By the value that names the row, of those that overwrite. */
  readonly byRow: Map<SqlValue | undefined, readonly SqlValue[]>;
  runs: (readonly SqlValue[])[];
}

/**
 * What a transaction is about to write. Statements on different tables do not see each other, so only
 * the order on each table is kept: then those of the same text come to stand together, and of a
 * hundred joins' changes to one row a single one is left.
 */
export class PendingStatements {
  /** How many were added since they were taken last. */
  length = 0;
  private groups: Group[] = [];
  /** The last group that writes to each table. */
  private readonly last = new Map<string, Group>();

  add(statement: Statement, suffix = ''): void {
    this.length++;
    const { joins, values } = statement;
    const group = this.groupFor(statement, suffix);
    const [first] = group.runs;
    if (joins === 'sum' && first) group.runs = [sumOf(first, values)];
    else if (joins === 'last') group.byRow.set(values.at(-1), values);
    else group.runs.push(values);
  }

  /** All that waits, in an order that has the same effect as the one in which it came. */
  take(): readonly StatementGroup[] {
    const { groups } = this;
    this.length = 0;
    this.groups = [];
    this.last.clear();
    for (const group of groups) if (group.joins === 'last') group.runs = [...group.byRow.values()];
    return groups;
  }

  /** The group that the statement can be run with: the last one on each of its tables. */
  private groupFor({ text, joins }: Statement, suffix: string): Group {
    const tables = tablesOf(text).map((table) => table + suffix);
    const open = this.last.get(tables[0] ?? '');
    const same = open?.text === text && open.suffix === suffix;
    if (open && same && tables.every((table) => this.last.get(table) === open)) return open;
    const group: Group = { text, suffix, joins, runs: [], byRow: new Map() };
    this.groups.push(group);
    // What is more than a change of rows comes behind all before it, and before all behind it.
    if (tables.length === 0) this.last.clear();
    for (const table of tables) this.last.set(table, group);
    return group;
  }
}

function sumOf(one: readonly SqlValue[], other: readonly SqlValue[]): readonly SqlValue[] {
  return [Number(one[0]) + Number(other[0])];
}
