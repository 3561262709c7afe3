import type { SqlValue, Statement } from '../statement.js';

/** An insert of one row of values, and nothing that depends on what is there but `DO NOTHING`. */
const PLAIN_INSERT =
  /^(\s*INSERT INTO [^;]*?VALUES\s*)(\([^()]*\))(\s*(?:ON CONFLICT DO NOTHING)?\s*)$/i;
/** Rows of one statement: its values must stay below the 65,535 that the protocol can count. */
const MOST_ROWS = 64;

/**
 * The same runs in fewer statements: many rows in one, where the text is a plain insert. Rows are taken
 * by powers of two, so that few texts are prepared.
 */
export function inFewer(
  text: string,
  runs: readonly (readonly SqlValue[])[],
): readonly Statement[] {
  const insert = runs.length > 1 ? PLAIN_INSERT.exec(text) : null;
  if (!insert) return runs.map((values) => ({ text, values }));
  const statements: Statement[] = [];
  for (let from = 0; from < runs.length;) {
    const rows = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(runs.length - from)));
    const values = runs.slice(from, from + rows).flat();
    statements.push({ text: rows === 1 ? text : withRows(insert, rows), values });
    from += rows;
  }
  return statements;
}

const texts = new Map<string, string>();

function withRows([text, head = '', row = '', tail = '']: RegExpExecArray, rows: number): string {
  const key = `${rows}:${text}`;
  let found = texts.get(key);
  if (found === undefined) {
    found = head + Array<string>(rows).fill(row).join(', ') + tail;
    texts.set(key, found);
  }
  return found;
}
