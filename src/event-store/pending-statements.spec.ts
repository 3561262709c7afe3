import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { PendingStatements } from './pending-statements.js';
import { add, bindTables, overwrite, sql, tablesOf, type Statement } from './statement.js';

const insert = (id: number, n: number) =>
  sql('INSERT INTO {a} (id, n) VALUES (?, ?) ON CONFLICT DO NOTHING', id, n);
const set = (id: number, n: number) => overwrite('UPDATE {a} SET n = ? WHERE id = ?', n, id);
const remove = (id: number) => sql('DELETE FROM {a} WHERE id = ?', id);
const count = (amount: number) => add('UPDATE {b} SET total = total + ?', amount);
const reset = () => sql('UPDATE {b} SET total = 0');
const copy = () => sql('INSERT INTO {c} (n) SELECT n FROM {a} ORDER BY id');

function taken(...statements: readonly Statement[]): unknown {
  const pending = new PendingStatements();
  for (const statement of statements) pending.add(statement);
  return pending.take().map(({ text, runs }) => [tablesOf(text).join(), ...runs]);
}

describe('statements that wait', () => {
  it('stand together by text as long as their tables are left alone', () => {
    expect(taken(insert(1, 1), count(1), insert(2, 2), count(1))).toEqual([
      ['a', [1, 1], [2, 2]],
      ['b', [2]],
    ]);
  });

  it('keep their order on each table', () => {
    expect(taken(insert(1, 1), remove(1), insert(1, 2))).toEqual([
      ['a', [1, 1]],
      ['a', [1]],
      ['a', [1, 2]],
    ]);
    expect(taken(set(1, 1), copy(), set(1, 2))).toEqual([
      ['a', [1, 1]],
      ['c,a', []],
      ['a', [2, 1]],
    ]);
  });

  it('leave of those that overwrite the last for each row', () => {
    expect(taken(set(1, 1), set(2, 1), set(1, 3))).toEqual([['a', [3, 1], [1, 2]]]);
  });

  it('pass nothing that is more than a change of rows', () => {
    const notify = sql('SELECT pg_notify(?, ?)', 'log', '1');
    expect(taken(count(1), notify, count(1))).toEqual([
      ['b', [1]],
      ['', ['log', '1']],
      ['b', [1]],
    ]);
  });

  it('are those of one copy of the tables', () => {
    const pending = new PendingStatements();
    pending.add(count(1));
    pending.add(count(1), '__r1');
    pending.add(count(1));
    expect(pending.take().map(({ suffix, runs }) => [suffix, runs])).toEqual([
      ['', [[2]]],
      ['__r1', [[1]]],
    ]);
  });

  it('have the effect that they would have one by one', () => {
    const id = fc.integer({ min: 1, max: 3 });
    const statement = fc.oneof(
      fc.tuple(id, id).map(([row, n]) => insert(row, n)),
      fc.tuple(id, id).map(([row, n]) => set(row, n)),
      id.map(remove),
      id.map(count),
      fc.constant(reset()),
      fc.constant(copy()),
    );
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 30 }), (statements) => {
        const oneByOne = statements.map(({ text, values }) => ({ text, runs: [values] }));
        const pending = new PendingStatements();
        for (const each of statements) pending.add(each);
        expect(rowsAfter(pending.take())).toEqual(rowsAfter(oneByOne));
      }),
      { numRuns: 300 },
    );
  });
});

interface Runs {
  readonly text: string;
  readonly runs: readonly (readonly unknown[])[];
}

function rowsAfter(groups: readonly Runs[]): unknown {
  const database = new Database(':memory:');
  database.exec(`CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE c (n INTEGER);
    CREATE TABLE b (total INTEGER); INSERT INTO b VALUES (0)`);
  for (const { text, runs } of groups) {
    for (const values of runs) database.prepare(bindTables(text)).run(...values);
  }
  const rows = ['a', 'b', 'c'].map((table) => database.prepare(`SELECT * FROM ${table}`).all());
  database.close();
  return rows;
}
