import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DatabaseRefused } from '../errors.js';
import { PostgresClient } from './postgres-client.js';
import { messageOf, passes, Unreachable } from './postgres-errors.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
afterAll(() => rmSync(folder, { recursive: true }));

const there = join(folder, 'there.pem');
writeFileSync(there, 'a certificate');
const missing = join(folder, 'missing.pem');
/** Nobody is asked there: the address is found wrong before. */
const ADDRESS = 'postgres://nobody@127.0.0.1:1/nowhere';

describe('an address that cannot be used', () => {
  it.each([
    [`sslrootcert=${missing}`, /^sslrootcert in the address cannot be read: ENOENT.*missing\.pem/],
    [`sslrootcert=${there}&sslcert=${missing}`, /^sslcert in the address cannot be read: ENOENT/],
    [`sslcert=${there}&sslkey=${missing}`, /^sslkey in the address cannot be read: ENOENT/],
    [`sslrootcert=${folder}`, /^sslrootcert in the address cannot be read: EISDIR/],
    ['sslnegotiation=never', /^Invalid sslnegotiation value: "never"/],
    ['uselibpqcompat=true&sslmode=verify-ca', /specifying a CA with sslrootcert/],
  ])('is told when it is connected to, and not waited for: %s', async (query, told) => {
    const client = new PostgresClient({ connectionString: `${ADDRESS}?${query}` });
    const error: unknown = await client.connect().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Unreachable);
    expect(error).toMatchObject({ cause: expect.any(DatabaseRefused) });
    expect(messageOf(error)).toMatch(told);
    expect(messageOf(error)).not.toMatch(/\n|\.$/);
    expect(passes(error)).toBe(false);
    await client.end();
  });

  it('is told to a pool, which calls back, in its turn', async () => {
    const client = new PostgresClient({ connectionString: `${ADDRESS}?sslkey=${missing}` });
    let made = false;
    const told = new Promise((resolve) =>
      client.connect((error) => resolve([made, error instanceof Unreachable])),
    );
    made = true;
    expect(await told).toEqual([true, true]);
  });
});

it('a server that is not there is told as what it is, and waited for', async () => {
  const client = new PostgresClient({ connectionString: ADDRESS });
  const error: unknown = await client.connect().catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(Unreachable);
  expect(messageOf(error)).toBe('connect ECONNREFUSED 127.0.0.1:1');
  expect(passes(error)).toBe(true);
});
