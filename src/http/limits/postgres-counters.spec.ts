import { describe, expect, it, jest } from '@jest/globals';
import { Pool } from 'pg';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { PostgresCounters } from './postgres-counters.js';

const QUOTA = { name: 'join', points: 3, duration: 60 };

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A counter on a server that says how many there were, and how long the window goes on. */
function counterWith(points: number, leftMs: number) {
  const asked: Query[] = [];
  const pool = new Pool();
  const answer = (query: Query) => {
    asked.push(query);
    return Promise.resolve({ rows: [{ points, left_ms: leftMs }] });
  };
  Object.assign(pool, { query: answer });
  return { counter: new PostgresCounters(pool).counterOf(QUOTA), asked };
}

describe('counting in PostgreSQL', () => {
  it('tells the server nothing of the time here', async () => {
    const { counter, asked } = counterWith(1, 60_000);
    await counter.consume('somebody');
    await counter.reward('somebody');
    expect(asked.map(({ values }) => values)).toEqual([
      ['join:somebody', 1, 60_000],
      ['join:somebody', -1, 60_000],
    ]);
    for (const { text } of asked) expect(text).toContain('clock_timestamp()');
  });

  it('goes by what the server says of the window, whatever the time is here', async () => {
    jest.useFakeTimers({ now: 0 });
    const { counter } = counterWith(2, 1500);
    expect(await counter.consume('somebody')).toMatchObject({
      consumedPoints: 2,
      msBeforeNext: 1500,
    });
    jest.useRealTimers();
  });

  it('refuses past the quota, until the window ends', async () => {
    const refused: unknown = await counterWith(4, 900)
      .counter.consume('somebody')
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RateLimiterRes);
    expect((refused as RateLimiterRes).msBeforeNext).toBeGreaterThan(800);
  });
});
