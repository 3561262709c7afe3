import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openLog, type Log } from '../../test/support/log.js';
import { ensureProjections } from '../event-store/projections/rebuild-projections.js';
import { PROJECTIONS } from '../projections.js';
import { BLOCK } from './log-times.projection.js';
import { searchLog } from './log-search.js';
import type { LogFilter } from './search-plan.js';
import { Moments } from './moments.js';

const START = Date.UTC(2026, 10, 22);
const NOW = '2027-01-01T00:00:00.000Z';
const EVENTS = 3 * BLOCK + 500;

/** Seconds since the start, of each event: a clock that runs on, jumps, and is set back twice. */
const seconds = Array.from({ length: EVENTS }, (_, index) => {
  if (index === 1700) return 1_000_000;
  if (index >= 2400) return index - 900;
  return index >= 1200 ? index - 300 : index;
});
const times = seconds.map((second) => new Date(START + second * 1000).toISOString());

let store: Log;
let moments: Moments;

beforeAll(async () => {
  store = await openLog('sqlite::memory:');
  await ensureProjections(store, PROJECTIONS);
  await store.append([
    {
      stream: 'server',
      expectedVersion: 'no-stream',
      events: times.map((at, index) => ({
        id: randomUUID(),
        type: 'ServerSettingsChanged',
        data: { name: `Name ${index}` },
        actor: index % 7 === 0 ? 'one' : 'other',
        at,
        correlationId: 'test',
        causationId: null,
      })),
    },
  ]);
  moments = new Moments(store, store, { now: () => NOW });
});
afterAll(() => store.close());

const someTime = fc
  .integer({ min: -10, max: EVENTS + 10 })
  .map((second) => new Date(START + second * 1000).toISOString());

describe('a time', () => {
  it('stands for the last event that is not later, and for the first that is not earlier', async () => {
    await fc.assert(
      fc.asyncProperty(someTime, async (time) => {
        expect(await moments.lastUpTo(time)).toBe(times.findLastIndex((at) => at <= time) + 1);
        const first = times.findIndex((at) => at >= time);
        expect(await moments.firstFrom(time)).toBe(first < 0 ? EVENTS + 1 : first + 1);
      }),
      { numRuns: 300 },
    );
  });

  it('to come is now, and a position beyond the end is none', async () => {
    expect(await moments.find({ at: '2999-01-01T00:00:00.000Z' })).toEqual({
      position: EVENTS,
      at: NOW,
    });
    expect(await moments.find({})).toEqual({ position: EVENTS, at: NOW });
    expect(await moments.find({ position: 5 })).toEqual({ position: 5, at: times[4] });
    await expect(moments.find({ position: EVENTS + 1 })).rejects.toThrow('position');
    await expect(moments.find({ position: 1, at: NOW })).rejects.toThrow('not both');
  });
});

describe('the log between two times', () => {
  it('is every event between them, wherever a clock that was set back has put it', async () => {
    await fc.assert(
      fc.asyncProperty(
        someTime,
        someTime,
        fc.constantFrom('asc', 'desc'),
        fc.constantFrom(undefined, 'one'),
        async (from, to, order, actor) => {
          const expected = times
            .map((at, index) => ({
              at,
              position: index + 1,
              actor: index % 7 === 0 ? 'one' : 'other',
            }))
            .filter((event) => event.at >= from && event.at <= to)
            .filter((event) => actor === undefined || event.actor === actor)
            .map(({ position }) => position);
          const found = await pages({ from, to, actor }, order);
          expect(found).toEqual(order === 'asc' ? expected : expected.toReversed());
        },
      ),
      { numRuns: 60 },
    );
  });
});

async function pages(filter: LogFilter, order: 'asc' | 'desc'): Promise<readonly number[]> {
  const found: number[] = [];
  let first = await moments.firstFrom(filter.from ?? '');
  let last = await moments.lastUpTo(filter.to ?? NOW);
  for (;;) {
    const page = await searchLog(store, store, filter, { first, last, order }, 300);
    found.push(...page.events.map(({ position }) => position));
    if (page.next === undefined) return found;
    if (order === 'asc') first = page.next + 1;
    else last = page.next - 1;
  }
}
