import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Counter, Quota, SharedCounters } from './counters.js';

/** Processes on one PostgreSQL count in its table `rate_limits`. */
export class PostgresCounters implements SharedCounters {
  constructor(private readonly pool: Pool) {}

  counterOf({ name, points, duration }: Quota): Counter {
    const limit = { points, duration, keyPrefix: name };
    return new RateLimiterPostgres({
      ...limit,
      storeClient: this.pool,
      tableName: 'rate_limits',
      tableCreated: true,
      insuranceLimiter: new RateLimiterMemory(limit),
    });
  }
}
