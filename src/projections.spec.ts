import { expect, it } from '@jest/globals';
import { TABLES } from '../scripts/sql-borders.mjs';
import { PROJECTIONS } from './projections.js';

it('every read model has its context in the borders of SQL', () => {
  const made = PROJECTIONS.flatMap(({ tables }) => tables);
  expect(Object.values(TABLES).flat().toSorted()).toEqual([...made].toSorted());
});
