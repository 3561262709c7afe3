import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A server on which databases may be made and dropped. */
const ADMIN_URL = process.env.BENCH_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function asAdmin(text) {
  const client = new pg.Client({ connectionString: ADMIN_URL, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Why these scenarios cannot be run here; `undefined` if they can. */
export async function whyNoPostgres() {
  try {
    const [{ fsync }] = await asAdmin(`SELECT current_setting('fsync') AS fsync`);
    return fsync === 'on' ? undefined : 'the server has fsync off: its figures would say nothing';
  } catch (error) {
    return `no PostgreSQL at BENCH_POSTGRES_URL: ${error.message || error.code}`;
  }
}

/** An empty database of one scenario. */
export async function temporaryDatabase() {
  const name = `gatehouse_bench_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(ADMIN_URL);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) };
}
