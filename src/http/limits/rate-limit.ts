import { isIPv6 } from 'node:net';
import {
  applyDecorators,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../../config.js';
import { ApiProblems } from '../api-problems.js';
import { clientAddress } from '../client-address.js';
import { SHARED_COUNTERS, type Counter, type SharedCounters } from './counters.js';
import { refuse } from '../../platform/refusal.js';
import { routeMetadata } from '../route-metadata.js';

interface Limit {
  /** Requests in each window. */
  readonly quota: number;
  readonly by: 'user' | 'address';
}

/** The window of all limits. */
const WINDOW_SECONDS = 60;

/** Short codes must not be harvested by trying, nor the log be filled by one person. */
const LIMITS = {
  preview: { quota: 60, by: 'address' },
  challenge: { quota: 30, by: 'address' },
  join: { quota: 20, by: 'user' },
  create: { quota: 30, by: 'user' },
  profile: { quota: 30, by: 'user' },
  export: { quota: 30, by: 'user' },
  verify: { quota: 6, by: 'user' },
  branch: { quota: 10, by: 'user' },
  // A log shows where it is once a second at most; a reader of tiles takes 256 entries with each.
  witness: { quota: 300, by: 'address' },
  log: { quota: 600, by: 'address' },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

function counterOf(name: LimitName, shared: SharedCounters | undefined): Counter {
  const quota = { name, points: LIMITS[name].quota, duration: WINDOW_SECONDS };
  return shared?.counterOf(quota) ?? new RateLimiterMemory({ ...quota, keyPrefix: name });
}

const LIMIT = 'gatehouse:limit';

export function RateLimit(name: LimitName): MethodDecorator {
  return applyDecorators(SetMetadata(LIMIT, name), ApiProblems('RATE_LIMITED'));
}

/**
 * Holds the limits and says them in the `RateLimit` and `RateLimit-Policy` fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly counters: ReadonlyMap<LimitName, Counter>;
  private readonly limitOf: (context: ExecutionContext) => LimitName | undefined;

  constructor(
    reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SHARED_COUNTERS) shared: SharedCounters | undefined,
  ) {
    this.limitOf = routeMetadata<LimitName>(reflector, LIMIT);
    this.counters = new Map(
      (Object.keys(LIMITS) as LimitName[]).map((name) => [name, counterOf(name, shared)]),
    );
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.config.rateLimit) return true;
    const name = this.limitOf(context);
    const counter = name && this.counters.get(name);
    return counter ? this.hold(name, counter, context) : true;
  }

  private async hold(
    name: LimitName,
    counter: Counter,
    context: ExecutionContext,
  ): Promise<boolean> {
    const http = context.switchToHttp();
    const { consumed, resetSeconds } = await consume(counter, keyOf(name, http.getRequest()));
    const { quota } = LIMITS[name];
    const remaining = Math.max(0, quota - consumed);
    const reply = http.getResponse<FastifyReply>();
    void reply.header('ratelimit-policy', `"${name}";q=${quota};w=${WINDOW_SECONDS}`);
    void reply.header('ratelimit', `"${name}";r=${remaining};t=${resetSeconds}`);
    if (consumed <= quota) return true;
    void reply.header('retry-after', resetSeconds);
    throw refuse('RATE_LIMITED', `Too many requests; try again in ${resetSeconds} seconds.`);
  }
}

async function consume(
  counter: Counter,
  key: string,
): Promise<{ consumed: number; resetSeconds: number }> {
  // A used-up limit is what the counter rejects with.
  const used: unknown = await counter.consume(key).catch((error: unknown) => error);
  if (!(used instanceof RateLimiterRes)) throw used;
  const resetSeconds = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
  return { consumed: used.consumedPoints, resetSeconds };
}

function keyOf(name: LimitName, request: FastifyRequest): string {
  if (LIMITS[name].by === 'address') return addressKey(clientAddress(request));
  if (!request.caller)
    throw new Error(`The limit ${name} counts by user, on a route that has none.`);
  return request.caller.userId;
}

/**
 * Under what an address is counted, however it is spelt. One subscriber of an IPv6 network has a whole
 * /64: it counts as one address.
 */
export function addressKey(ip: string): string {
  if (!isIPv6(ip)) return ip;
  // The URL parser writes IPv6 addresses in their one canonical form (RFC 5952).
  const canonical = new URL(`http://[${ip.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical);
  if (mapped) return ipv4Of(mapped.slice(1).map((group) => parseInt(group, 16)));
  const [head = '', tail = ''] = canonical.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = canonical.includes('::') ? 8 - groups.length - tail.split(':').length : 0;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail.split(':')]
    .slice(0, 4)
    .join(':');
}

/** An IPv4 address from its two halves, as they stand in an IPv6 address that maps it. */
function ipv4Of(halves: readonly number[]): string {
  return halves.flatMap((half) => [half >> 8, half & 255]).join('.');
}
