import { describe, expect, it } from '@jest/globals';
import { bindTables, sql } from './statement.js';

describe('a statement', () => {
  it('keeps its values apart from its text', () => {
    expect(sql('DELETE FROM {roles} WHERE id = ?', "x'; --")).toEqual({
      text: 'DELETE FROM {roles} WHERE id = ?',
      values: ["x'; --"],
    });
    expect(sql('DELETE FROM {roles}').values).toEqual([]);
  });

  it('is bound to its tables by name', () => {
    expect(bindTables('SELECT * FROM {invites} JOIN {roles} USING (id)')).toBe(
      'SELECT * FROM invites JOIN roles USING (id)',
    );
  });

  it('is bound to the copies that a rebuild fills', () => {
    const text = 'CREATE INDEX {invites}_by_role ON {invites} (grant_role_id)';
    expect(bindTables(text, '__new')).toBe(
      'CREATE INDEX invites__new_by_role ON invites__new (grant_role_id)',
    );
  });

  it('is left alone where it names no table', () => {
    for (const text of ['SELECT 1', "SELECT '{}'", 'SELECT ?', "SELECT '{a b}'"]) {
      expect(bindTables(text, '__new')).toBe(text);
    }
  });
});
