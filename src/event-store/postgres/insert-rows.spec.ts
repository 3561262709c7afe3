import { describe, expect, it } from '@jest/globals';
import { inFewer } from './insert-rows.js';

const rows = (count: number) => Array.from({ length: count }, (_, index) => [index, 'x']);

describe('rows of one insert', () => {
  it('go in statements of 64, 32 … and 1', () => {
    const statements = inFewer('INSERT INTO {a} (id, n, m) VALUES (?, NULL, ?)', rows(64 + 8 + 1));
    expect(statements.map(({ values }) => values.length / 2)).toEqual([64, 8, 1]);
    expect(statements.flatMap(({ values }) => values)).toEqual(rows(73).flat());
    expect(inFewer('INSERT INTO {a} VALUES (?, ?)', rows(2))).toEqual([
      { text: 'INSERT INTO {a} VALUES (?, ?), (?, ?)', values: [0, 'x', 1, 'x'] },
    ]);
    expect(inFewer('INSERT INTO a VALUES (?, ?)\n ON CONFLICT DO NOTHING', rows(2))[0]?.text).toBe(
      'INSERT INTO a VALUES (?, ?), (?, ?)\n ON CONFLICT DO NOTHING',
    );
  });

  it.each([
    'UPDATE {a} SET n = ? WHERE id = ?',
    'INSERT INTO {a} VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n',
    'INSERT INTO {a} SELECT ?, ?',
    'INSERT INTO {a} VALUES (?, LOWER(?))',
  ])('stay one by one when it is more than that: %s', (text) => {
    expect(inFewer(text, rows(3))).toEqual(rows(3).map((values) => ({ text, values })));
  });
});
