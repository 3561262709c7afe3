import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counter, Quota, SharedCounters } from './counters.js';

/** A server that says nothing for so long is gone; the requests that wait for it are counted here. */
const SILENCE_MS = 1000;
const CONNECT_MS = 2000;
const RETRY_MS = 1000;

const TRIAL: Quota = { name: 'trial', points: 1, duration: 1 };

/**
 * Processes with one `GATEHOUSE_REDIS_URL` count in that Redis. Nothing fails for want of it: what cannot
 * be counted there is counted in the process, which is logged once when it begins and once when it ends.
 */
export class RedisCounters implements SharedCounters, OnApplicationShutdown {
  private readonly logger = new Logger('RateLimit');
  private readonly redis: Redis;
  /** As it may be shown. */
  private readonly server: string;
  private readonly password: string;
  private state: 'starting' | 'together' | 'alone' | 'closed' = 'starting';

  /** Resolves once it counts in Redis, or knows that for now it cannot. */
  static async open(url: string): Promise<RedisCounters> {
    const counters = new RedisCounters(url);
    await counters.connect();
    return counters;
  }

  private constructor(url: string) {
    const { host, password } = new URL(url);
    this.server = `Redis at ${host}`;
    this.password = decodeURIComponent(password);
    this.redis = new Redis(url, {
      lazyConnect: true,
      connectionName: 'gatehouse',
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      retryStrategy: () => RETRY_MS,
      // A server that became a replica will have a successor under the same name.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
      // A request does not wait for a connection to come back: it is counted here.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    });
  }

  counterOf(quota: Quota): Counter {
    const together = this.inRedis(quota);
    const alone = new RateLimiterMemory({ ...quota, keyPrefix: quota.name });
    return {
      // The limiter's own insurance would keep to itself why it was needed.
      consume: async (key) => {
        try {
          const counted = await together.consume(key);
          this.becomeTogether();
          return counted;
        } catch (error) {
          if (!(error instanceof RateLimiterRes)) {
            this.becomeAlone(error);
            return alone.consume(key);
          }
          this.becomeTogether();
          throw error;
        }
      },
      // Where the use was counted, as far as that is known; a minute later it is forgotten anyway.
      reward: (key) => together.reward(key).catch(() => alone.reward(key)),
    };
  }

  onApplicationShutdown(): void {
    this.state = 'closed';
    this.redis.disconnect();
  }

  private async connect(): Promise<void> {
    const trial = this.counterOf(TRIAL);
    // To be connected is not enough: the server may not let us write.
    const tryIt = () => trial.consume('').catch(() => undefined);
    this.redis.on('error', (error) => this.becomeAlone(error));
    this.redis.on('close', () => this.becomeAlone(new Error('the connection was closed')));
    await this.redis.connect().catch((error: unknown) => this.becomeAlone(error));
    await tryIt();
    this.redis.on('ready', () => void tryIt());
  }

  private inRedis({ name, points, duration }: Quota): Counter {
    return new RateLimiterRedis({
      points,
      duration,
      keyPrefix: `gatehouse:${name}`,
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
    });
  }

  private becomeTogether(): void {
    if (this.state === 'together' || this.state === 'closed') return;
    const again = this.state === 'alone';
    this.state = 'together';
    this.logger.log(
      again
        ? `${this.server} is back: processes count requests together again.`
        : `Processes count requests together, in ${this.server}.`,
    );
  }

  private becomeAlone(why: unknown): void {
    if (this.state === 'alone' || this.state === 'closed') return;
    this.state = 'alone';
    this.logger.warn(
      `${this.server} cannot be used, so each process counts requests for itself until it can: ${this.reason(why)}`,
    );
  }

  private reason(why: unknown): string {
    if (!(why instanceof Error)) return String(why);
    // Of several addresses that were tried in vain Node says it in the code only.
    const text = why.message === '' && 'code' in why ? String(why.code) : why.message;
    return this.password === '' ? text : text.replaceAll(this.password, '***');
  }
}
