import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLog, type Log } from '../../test/support/log.js';
import { ensureProjections } from '../event-store/projections/rebuild-projections.js';
import type { ReadModels } from '../event-store/event-store.js';
import type { SqlValue } from '../event-store/statement.js';
import type { InviteCode, UserId } from '../platform/ids.js';
import { PROJECTIONS } from '../projections.js';
import { walkDown, walkUp, type TreeNode } from './invite-tree.js';

const code = 'Ab3xK9Qz' as InviteCode;
const user = (number: number) => number.toString(16).padStart(32, '0') as UserId;

/** Deeper than any page is long. */
const DEEP = 1250;

let store: Log;
let asked: [text: string, values: readonly SqlValue[]][];
let readModels: ReadModels;

beforeEach(async () => {
  store = await openLog('sqlite::memory:');
  await ensureProjections(store, PROJECTIONS);
  asked = [];
  readModels = Object.assign(Object.create(store) as ReadModels, {
    all: (text: string, ...values: readonly SqlValue[]) => {
      asked.push([text, values]);
      return store.all(text, ...values);
    },
  });
  // Everybody but the first was brought by one who came before; the fourth was in twice.
  for (let number = 1; number <= 40; number++) {
    await joins(number, number === 1 ? null : user(Math.ceil(number / 3)));
  }
  await happens(4, 'MemberLeft', {});
  await joins(4, user(30));
});
afterEach(() => store.close());

const joins = (number: number, invited_by: UserId | null) =>
  happens(number, 'MemberJoined', { invite_code: code, invited_by, role_ids: [] });

async function happens(number: number, type: string, data: object): Promise<void> {
  const user_id = user(number);
  const at = '2026-11-22T10:00:00.000Z';
  const stamps = { id: randomUUID(), actor: user_id, at, correlationId: 'x', causationId: null };
  const events = [{ type, data: { user_id, ...data }, ...stamps }];
  await store.append([{ stream: `user-${user_id}`, expectedVersion: 'any', events }]);
}

describe('a walk through the tree', () => {
  it('comes to everybody, however deep they are, page by page', async () => {
    const begins = 101;
    for (let number = begins; number < begins + DEEP; number++) {
      await joins(number, number === begins ? null : user(number - 1));
    }
    const found: TreeNode[] = [];
    do {
      const walk = { depth: Infinity, limit: 500, after: found.at(-1) };
      found.push(...(await walkDown(readModels, { person: user(begins), depth: 0 }, walk)));
    } while (found.length % 500 === 0 && found.length < 2 * DEEP);
    expect(found.map(({ depth }) => depth)).toEqual([...Array(DEEP).keys()]);
  });

  it('asks nothing that no index answers, wherever it begins', async () => {
    const whole = { depth: 1000, limit: 1000, after: undefined };
    const all = await walkDown(readModels, { person: user(1), depth: 0 }, whole);
    expect(all.length).toBeGreaterThan(39);
    const middle = all[20];
    await walkDown(readModels, { person: user(1), depth: 0 }, { ...whole, after: middle });
    await walkDown(readModels, { invite: code, depth: 1 }, whole);
    const up = await walkUp(readModels, { userId: user(40), before: 100 }, whole);
    expect(up.at(-1)?.user_id).toBe(user(1));
    await walkUp(readModels, { userId: user(40), before: 100 }, { ...whole, after: up[0] });
    const texts = new Map(asked.map(([text, values]) => [text, values]));
    expect(texts.size).toBeGreaterThan(4);
    for (const [text, values] of texts) {
      const plan = await store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values);
      const steps = plan.map(({ detail }) => detail);
      // What the recursion has brought up is scanned row by row; all else is found by what it is equal to.
      const scanned = steps.filter((step) => /^SCAN (?!chain\b|CONSTANT ROW)/.test(step));
      const ranges = steps.filter((step) => step.startsWith('SEARCH') && !step.includes('=?'));
      expect({ text, scanned, ranges }).toEqual({ text, scanned: [], ranges: [] });
      expect(steps.some((step) => step.startsWith('SEARCH j USING'))).toBe(true);
    }
  });
});
