import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../api-problems.js';
import { refuse, type Refusal } from '../../platform/refusal.js';
import { routeMetadata } from '../route-metadata.js';
import { addressKeyOf } from './address-key.js';
import {
  LimitCounters,
  LIMITS,
  WINDOW_SECONDS,
  type LimitName,
  type Used,
} from './limit-counters.js';

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
  private readonly limitOf: (context: ExecutionContext) => LimitName | undefined;

  constructor(
    reflector: Reflector,
    private readonly counters: LimitCounters,
  ) {
    this.limitOf = routeMetadata<LimitName>(reflector, LIMIT);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const name = this.limitOf(context) ?? limitOfKeys(context);
    return name === undefined ? true : this.hold(name, context);
  }

  private async hold(name: LimitName, context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const used = await this.counters.use(name, keyOf(name, http.getRequest()));
    if (!used) return true;
    const { consumed, quota, resetSeconds } = used;
    const remaining = Math.max(0, quota - consumed);
    const reply = http.getResponse<FastifyReply>();
    void reply.header('ratelimit-policy', `"${name}";q=${quota};w=${WINDOW_SECONDS}`);
    void reply.header('ratelimit', `"${name}";r=${remaining};t=${resetSeconds}`);
    if (consumed <= quota) return true;
    throw tooMany(used, reply);
  }
}

export function tooMany({ resetSeconds }: Used, reply: FastifyReply): Refusal {
  void reply.header('retry-after', resetSeconds);
  return refuse('RATE_LIMITED', `Too many requests; try again in ${resetSeconds} seconds.`);
}

/** An answer that is kept for repetitions takes room, so that calls without a limit of their own have one with a key. */
function limitOfKeys(context: ExecutionContext): LimitName | undefined {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  return caller?.once ? 'repeatable' : undefined;
}

function keyOf(name: LimitName, request: FastifyRequest): string {
  if (LIMITS[name].by === 'address') return addressKeyOf(request);
  if (!request.caller)
    throw new Error(`The limit ${name} counts by user, on a route that has none.`);
  return request.caller.userId;
}
