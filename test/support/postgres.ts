import { randomBytes } from 'node:crypto';
import { afterAll, describe } from '@jest/globals';
import { Client } from 'pg';
import { PROVING } from './proof.js';

/** A server on which databases may be made and dropped: `jest.config.mjs` has looked that it is there. */
const ADMIN_URL = process.env.TEST_POSTGRES_URL ?? '';

async function asAdmin(...texts: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: ADMIN_URL });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

/** `describe` where there is PostgreSQL; where there is none, it says that it is skipped. */
export function withPostgres(name: string, tests: () => void): void {
  if (process.env.TEST_POSTGRES_MISSING === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${process.env.TEST_POSTGRES_MISSING})`, tests);
}

/** The same, for what `npm test` looks at on SQLite alone: `npm run prove` looks on PostgreSQL, too. */
export function withPostgresInDepth(name: string, tests: () => void): void {
  if (PROVING) withPostgres(name, tests);
}

/** Databases that a test is done with, by whether they are durable: making one takes longer than emptying it. */
const emptied = new Map<boolean, string[]>([
  [true, []],
  [false, []],
]);

/** Whether the suite is at its end: nobody will want another one. */
let ending = false;

afterAll(async () => {
  ending = true;
  await dropDatabases([...emptied.values()].flat());
});

/**
 * An empty database for one test.
 * @param durable whether an answered commit is on disk; without, thousands of them take no time
 */
export async function temporaryDatabase({ durable = true } = {}): Promise<{
  readonly url: string;
  drop(): Promise<void>;
}> {
  const name = emptied.get(durable)?.pop() ?? (await makeDatabase(durable));
  const url = new URL(ADMIN_URL);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      if (ending) return dropDatabases([name]);
      const left = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;
      await asAdmin(left);
      await withSql(url.href, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      emptied.get(durable)?.push(name);
    },
  };
}

async function dropDatabases(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await asAdmin(...names.map((name) => `DROP DATABASE ${name} WITH (FORCE)`));
}

async function makeDatabase(durable: boolean): Promise<string> {
  const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(
    `CREATE DATABASE ${name}`,
    ...(durable ? [] : [`ALTER DATABASE ${name} SET synchronous_commit = off`]),
  );
  return name;
}

/** Runs statements as whoever owns the database. */
export async function withSql(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
