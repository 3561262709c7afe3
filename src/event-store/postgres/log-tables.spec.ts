import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { LOG_TABLES } from './postgres-database.js';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'migrations');

it('a database is looked through for every table that a migration makes, before anything is made in it', () => {
  const made = readdirSync(FOLDER)
    .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name));
  expect(made.length).toBeGreaterThan(10);
  expect([...LOG_TABLES].sort()).toEqual([...new Set(made)].sort());
});
