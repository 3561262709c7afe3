import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../../config.js';
import { SETTABLE_LIMITS } from '../../settings/rate-limits.js';
import { SHARED_COUNTERS, type Counter, type SharedCounters } from './counters.js';

interface Limit {
  /** Requests in each window. */
  readonly quota: number;
  readonly by: 'user' | 'address';
}

/** The window of all limits. */
export const WINDOW_SECONDS = 60;

/** Short codes must not be harvested by trying, nor the log be filled by one person. */
export const LIMITS = {
  preview: { quota: SETTABLE_LIMITS.preview, by: 'address' },
  // Codes that are tried by joining: as many as by looking.
  guess: { quota: SETTABLE_LIMITS.preview, by: 'address' },
  challenge: { quota: SETTABLE_LIMITS.challenge, by: 'address' },
  verify: { quota: SETTABLE_LIMITS.verify, by: 'address' },
  join: { quota: SETTABLE_LIMITS.join, by: 'user' },
  create: { quota: SETTABLE_LIMITS.create, by: 'user' },
  profile: { quota: 30, by: 'user' },
  // Each may write an event for each of 250 roles.
  order: { quota: 30, by: 'user' },
  sessions: { quota: 30, by: 'user' },
  // Each keeps its answer for a day.
  repeatable: { quota: 120, by: 'user' },
  export: { quota: 30, by: 'user' },
  verification: { quota: 6, by: 'user' },
  branch: { quota: 10, by: 'user' },
  // A log shows where it is once a second at most; a reader of tiles takes 256 entries with each.
  witness: { quota: 300, by: 'address' },
  log: { quota: 600, by: 'address' },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

export interface Used {
  /** In this window, this time included. */
  readonly consumed: number;
  readonly quota: number;
  /** Until the window ends. */
  readonly resetSeconds: number;
}

/** How often each of the limits was used, by whom or from where. */
@Injectable()
export class LimitCounters {
  private readonly counters = new Map<LimitName, { counter: Counter; quota: number }>();

  constructor(
    @Inject(CONFIG) { rateLimits }: Config,
    @Inject(SHARED_COUNTERS) shared: SharedCounters | undefined,
  ) {
    if (rateLimits === 'off') return;
    const set: Readonly<Partial<Record<string, number>>> = rateLimits;
    for (const name of Object.keys(LIMITS) as LimitName[]) {
      const points = set[name === 'guess' ? 'preview' : name] ?? LIMITS[name].quota;
      const quota = { name, points, duration: WINDOW_SECONDS };
      const counter =
        shared?.counterOf(quota) ?? new RateLimiterMemory({ ...quota, keyPrefix: name });
      this.counters.set(name, { counter, quota: points });
    }
  }

  /**
   * Counts one more use.
   * @returns `undefined` where nothing is counted
   */
  async use(name: LimitName, key: string): Promise<Used | undefined> {
    const found = this.counters.get(name);
    if (!found) return undefined;
    // A used-up limit is what the counter rejects with.
    const used: unknown = await found.counter.consume(key).catch((error: unknown) => error);
    if (!(used instanceof RateLimiterRes)) throw used;
    const resetSeconds = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
    return { consumed: used.consumedPoints, quota: found.quota, resetSeconds };
  }

  /** Gives a use back that turned out to be none. What was done is done, whether it can be given back or not. */
  async giveBack(name: LimitName, key: string): Promise<void> {
    await this.counters
      .get(name)
      ?.counter.reward(key)
      .catch(() => undefined);
  }
}
