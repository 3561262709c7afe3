import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { secondsAfter } from '../../src/platform/clock.js';
import { IDEMPOTENCY_SECONDS } from '../../src/http/idempotency-records.js';
import { sql } from '../../src/event-store/statement.js';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { openInProcess, type InProcess } from '../support/in-process.js';
import { tablesOf } from '../support/tables.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let community: InProcess;

beforeEach(async () => {
  database = await newDatabase();
  community = await openInProcess(database.url);
});
afterEach(async () => {
  await community.close();
  await database.drop();
});

it('throws away sessions, challenges and idempotency records that have had their time, and no others', async () => {
  const { store, clock, housekeeping } = community;
  const now = clock.now();
  const justKept = secondsAfter(now, 1);
  const wereAt = secondsAfter(now, -IDEMPOTENCY_SECONDS);
  const rows = [
    sql(
      'INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)',
      Buffer.from('old'),
      'ann',
      now,
    ),
    sql(
      'INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)',
      Buffer.from('open'),
      'ann',
      justKept,
    ),
    sql('INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?)', 'ann', 'old', '', '', wereAt),
    sql('INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?)', 'ann', 'open', '', '', now),
    // On SQLite they are in memory.
    ...(TEST_BACKEND === 'postgres'
      ? [
          sql('INSERT INTO challenges VALUES (?, ?, ?)', 'old', 'ann', now),
          sql('INSERT INTO challenges VALUES (?, ?, ?)', 'other', 'bob', now),
          sql('INSERT INTO challenges VALUES (?, ?, ?)', 'open', 'ann', justKept),
        ]
      : []),
  ];
  await store.transact(async (transaction) => {
    for (const row of rows) await transaction.write(row);
  });
  // Whoever listens may lead.
  store.onOthersCommit(() => undefined);
  await until('it leads', () => store.leads());

  await housekeeping.sweep();

  const { sessions, idempotency_keys: records, challenges } = await tablesOf(database.url);
  expect(sessions).toEqual([expect.stringContaining(Buffer.from('open').toString('hex'))]);
  expect(records).toEqual([expect.stringContaining('"open"')]);
  if (TEST_BACKEND === 'postgres') expect(challenges).toEqual([expect.stringContaining('"open"')]);
});
