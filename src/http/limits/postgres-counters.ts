import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { LIMITS } from '../../event-store/postgres/postgres-settings.js';
import type { Counter, Quota, SharedCounters } from './counters.js';

/** Milliseconds since 1970 by the clock that all processes share. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/**
 * `$3` is how long a window lasts, so that `excluded.expire - $3` is now. A window that ends later than a new one would,
 * by more than a statement can have waited for its turn, was begun by the clock of a server that has failed since.
 */
const IS_OVER = `counted.expire <= excluded.expire - $3::bigint
  OR counted.expire > excluded.expire + ${LIMITS.statement}`;

const COUNT = {
  name: 'rate_limits:count',
  text: `INSERT INTO rate_limits AS counted (key, points, expire)
      VALUES ($1, $2, ${NOW} + $3::bigint)
    ON CONFLICT (key) DO UPDATE SET
      points = excluded.points + CASE WHEN ${IS_OVER} THEN 0 ELSE counted.points END,
      expire = CASE WHEN ${IS_OVER} THEN excluded.expire ELSE counted.expire END
    RETURNING points, expire - ${NOW} AS left_ms`,
};

/** Windows that ended an hour ago. */
const CLEAR = `DELETE FROM rate_limits WHERE expire < ${NOW} - 3600000`;

/** Processes on one PostgreSQL count in its table `rate_limits`. */
export class PostgresCounters implements SharedCounters {
  constructor(private readonly pool: Pool) {}

  counterOf({ name, points, duration }: Quota): Counter {
    const limit = { points, duration, keyPrefix: name };
    return new ByServerClock(this.pool, {
      ...limit,
      storeClient: this.pool,
      tableName: 'rate_limits',
      tableCreated: true,
      insuranceLimiter: new RateLimiterMemory(limit),
    });
  }
}

/**
 * The library's limiter takes the time of each process: where clocks are apart by more than a window, the one ahead
 * would begin it anew each time, and the one behind refuse for long. Here windows begin and end by the server's.
 */
class ByServerClock extends RateLimiterPostgres {
  constructor(
    private readonly pool: Pool,
    options: ConstructorParameters<typeof RateLimiterPostgres>[0],
  ) {
    super(options);
  }

  /** What each store of the library implements; the window is not to begin before it ends, as `set` and `block` want. */
  protected async _upsert(key: string, points: number, windowMs: number) {
    const { rows } = await this.pool.query<{ points: number; left_ms: number }>({
      ...COUNT,
      values: [key, points, windowMs],
    });
    // The library takes off its own time again.
    return { rows: rows.map((row) => ({ ...row, expire: Date.now() + row.left_ms })) };
  }

  /** Called every five minutes. Never rejects: the next time will do. */
  protected async clearExpired(): Promise<void> {
    await this.pool.query(CLEAR).catch(() => undefined);
  }
}
