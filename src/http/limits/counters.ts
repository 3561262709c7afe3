import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** How many in which window. */
export interface Quota {
  readonly name: string;
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

/** Counts requests by key; rejects with a `RateLimiterRes` past the quota. What was counted in advance is given back. */
export type Counter = Pick<RateLimiterAbstract, 'consume' | 'reward'>;

/** Where several processes count together. While it is out of reach each counts for itself. */
export interface SharedCounters {
  counterOf(quota: Quota): Counter;
}

export const SHARED_COUNTERS = Symbol('SharedCounters');
