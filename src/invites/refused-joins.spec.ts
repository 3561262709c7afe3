import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { openLog, type Log } from '../../test/support/log.js';
import type { InviteCode, UserId } from '../platform/ids.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { StorageUnavailable } from '../event-store/errors.js';
import { sql } from '../event-store/statement.js';
import { States } from '../event-store/states.js';
import { KEPT_IN_ALL, KEPT_OF_INVITE, RefusedJoins } from './refused-joins.js';

const code = 'Ab3xK9Qz' as InviteCode;
const user = (number: number) => number.toString(16).padStart(32, '0') as UserId;
const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();

let store: Log;
let commits: number;
let refused: RefusedJoins;

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(async () => {
  store = await openLog('sqlite::memory:');
  commits = 0;
  const runner = new CommandRunner(store, new States(store), {
    newEventId: () => 'none',
    now: () => at(0),
    onBatch: () => {
      commits++;
    },
  });
  refused = new RefusedJoins(runner);
});
afterEach(() => store.close());

const rows = () =>
  store.all<{ user_id: string; reason: string; count: number; first_at: string; last_at: string }>(
    'SELECT user_id, reason, count, first_at, last_at FROM refused_joins ORDER BY last_at',
  );

describe('refused joins', () => {
  it('are counted for each invite, person and reason, with the first and the last time', async () => {
    refused.note(code, user(1), 'INVITE_EXPIRED', at(1));
    refused.note(code, user(1), 'INVITE_EXPIRED', at(2));
    await refused.flush();
    refused.note(code, user(1), 'INVITE_EXPIRED', at(5));
    refused.note(code, user(1), 'MEMBER_BANNED', at(6));
    await refused.flush();
    expect(await rows()).toEqual([
      {
        ...{ user_id: user(1), reason: 'INVITE_EXPIRED', count: 3 },
        first_at: at(1),
        last_at: at(5),
      },
      {
        ...{ user_id: user(1), reason: 'MEMBER_BANNED', count: 1 },
        first_at: at(6),
        last_at: at(6),
      },
    ]);
  });

  it('of codes that never were leave no trace', async () => {
    refused.note(code, user(1), 'INVITE_NOT_FOUND', at(1));
    refused.note(code, user(1), 'CONFLICT', at(1));
    await refused.flush();
    expect(await rows()).toEqual([]);
    expect(commits).toBe(0);
  });

  it('cost a commit for many, and none while there are none', async () => {
    for (let attempt = 0; attempt < 100_000; attempt++) {
      refused.note(code, user(attempt % 50), 'INVITE_REVOKED', at(1));
    }
    await refused.flush();
    await refused.flush();
    expect(commits).toBe(1);
    expect((await rows()).map(({ count }) => count)).toEqual(Array(50).fill(2000));
  });

  it('are kept up to a bound, the latest, and in memory up to another', async () => {
    for (let second = 0; second < KEPT_OF_INVITE + 300; second++) {
      refused.note(code, user(second), 'INVITE_EXHAUSTED', at(second));
    }
    await refused.flush();
    const kept = await rows();
    expect(kept).toHaveLength(KEPT_OF_INVITE);
    expect(kept.at(-1)?.user_id).toBe(user(KEPT_OF_INVITE + 299));
    for (let number = 0; number < 50_000; number++) {
      refused.note(code, user(number), 'MEMBER_BANNED', at(9000 + number));
    }
    await refused.flush();
    // The first 10,000 fitted into memory; of these the last remain.
    expect((await rows()).at(-1)?.user_id).toBe(user(9999));
    expect(commits).toBe(3 + 20);
  });

  it('are kept up to a bound over all invites, too, the latest', async () => {
    const insert = `INSERT INTO refused_joins (code, user_id, reason, count, first_at, last_at)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
      SELECT 'Old' || (i % 500), i, 'INVITE_EXPIRED', 1, ?, ? || substr(1000000 + i, 2) FROM n`;
    await store.transact((log) =>
      log.write(sql(insert, KEPT_IN_ALL + 50, at(0), '2026-01-01T00:')),
    );
    refused.note(code, user(1), 'INVITE_EXPIRED', at(1));
    await refused.flush();
    const kept = await rows();
    expect(kept).toHaveLength(KEPT_IN_ALL);
    expect(kept.at(-1)?.user_id).toBe(user(1));
    expect(kept[0]?.user_id).toBe('52');
  });

  it('wait while nothing can be written', async () => {
    const transact = store.transact.bind(store);
    store.transact = () => Promise.reject(new StorageUnavailable('full'));
    refused.note(code, user(1), 'INVITE_PAUSED', at(1));
    await refused.flush();
    store.transact = transact;
    expect(await rows()).toEqual([]);
    refused.note(code, user(1), 'INVITE_PAUSED', at(2));
    await refused.flush();
    expect(await rows()).toMatchObject([{ count: 2, first_at: at(1), last_at: at(2) }]);
  });
});
