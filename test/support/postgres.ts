import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import { Client } from 'pg';

/** A server on which databases may be made and dropped. */
const ADMIN_URL = process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function asAdmin(text: string): Promise<void> {
  const client = new Client({ connectionString: ADMIN_URL, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function whyNot(): Promise<string | undefined> {
  try {
    await asAdmin('SELECT 1');
    return undefined;
  } catch (error) {
    return error instanceof Error && error.message !== '' ? error.message : String(error);
  }
}

/**
 * `describe` where there is PostgreSQL; where there is none it is skipped, and says so. With
 * `TEST_POSTGRES=required` it fails instead.
 */
export async function withPostgres(name: string, tests: () => void): Promise<void> {
  const missing = await whyNot();
  if (missing === undefined) {
    describe(name, tests);
    return;
  }
  if (process.env.TEST_POSTGRES === 'required') {
    throw new Error(`These tests need PostgreSQL at TEST_POSTGRES_URL: ${missing}`);
  }
  describe.skip(`${name} (skipped: no PostgreSQL at TEST_POSTGRES_URL: ${missing})`, tests);
}

/** A database of one test. */
export async function temporaryDatabase(): Promise<{
  readonly url: string;
  drop(): Promise<void>;
}> {
  const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(ADMIN_URL);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) };
}
