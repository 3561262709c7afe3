import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openPostgres } from '../../src/event-store/postgres/postgres-database.js';
import type { PostgresConnections } from '../../src/event-store/postgres/postgres-connections.js';
import { PostgresCounters } from '../../src/http/limits/postgres-counters.js';
import { temporaryDatabase, withPostgres } from '../support/postgres.js';

const HOUR_MS = 3_600_000;
const WINDOW = { name: 'test', points: 2, duration: 60 };

withPostgres('counters on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let connections: PostgresConnections;

  beforeEach(async () => {
    database = await temporaryDatabase();
    connections = await openPostgres({ url: database.url, readers: 2 });
  });
  afterEach(async () => {
    await connections.close();
    await database.drop();
  });

  /** As if the server's clock had been another one when the window began. */
  const moveWindow = (ms: number) =>
    connections.pool.query('UPDATE rate_limits SET expire = expire + $1', [ms]);

  it('refuses past the quota, and begins anew when the window is over', async () => {
    const counter = new PostgresCounters(connections.pool).counterOf(WINDOW);
    await counter.consume('a', 2);
    await expect(counter.consume('a', 1)).rejects.toMatchObject({ consumedPoints: 3 });
    await moveWindow(-WINDOW.duration * 1000);
    expect(await counter.consume('a', 1)).toMatchObject({ consumedPoints: 1 });
  });

  it('begins anew where a server took over whose clock is an hour behind', async () => {
    const counter = new PostgresCounters(connections.pool).counterOf(WINDOW);
    await counter.consume('a', 2);
    await moveWindow(HOUR_MS);
    const { consumedPoints, msBeforeNext } = await counter.consume('a', 1);
    expect(consumedPoints).toBe(1);
    expect(msBeforeNext).toBeLessThanOrEqual(WINDOW.duration * 1000);
  });

  it('goes on in a window that was begun a moment later than the statement', async () => {
    const counter = new PostgresCounters(connections.pool).counterOf(WINDOW);
    await counter.consume('a', 1);
    await moveWindow(5000);
    expect(await counter.consume('a', 1)).toMatchObject({ consumedPoints: 2 });
  });
});
