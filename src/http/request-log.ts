import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../platform/metrics.js';
import type { ProblemCode } from '../platform/problem-codes.js';
import type { RawProblem } from './raw-problem.js';
import { clientAddress } from './client-address.js';

export interface RequestLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  isLevelEnabled(level: 'debug'): boolean;
}

declare module 'node:http' {
  interface IncomingMessage {
    /** `performance.now()` when its headers had come. */
    receivedAt?: number;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it was refused, once it was. */
    problem?: ProblemCode;
  }
}

const MINUTE_MS = 60_000;
/** So many refusals of a kind are logged in a minute, each for itself: more of the same say no more. */
const MOST_A_MINUTE = 30;

/**
 * Counts requests and logs them: by their route, never by their URL, which can hold the code of an active
 * invite. Successes go to `debug`: what they changed is in the log of events, under the same id.
 */
export class RequestLog {
  /** How many were refused in this minute, by what is said of them. */
  private readonly refused = new Map<string, { readonly kind: object; count: number }>();

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: RequestLogger,
  ) {
    setInterval(() => this.sumUp(), MINUTE_MS).unref();
  }

  /** The same for what was refused before it had a route. */
  recordRaw({ id, method, status, code: problem, address }: RawProblem): void {
    const kind = { method, route: 'none', status, problem };
    this.metrics.onRequest(method, kind.route, status, 0);
    if (this.isWorthSaying(kind)) {
      this.logger.info({ request_id: id, ...kind, address }, 'request');
    }
  }

  record(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'none';
    const { method, problem } = request;
    const { statusCode: status } = reply;
    const now = performance.now();
    const ms = now - (request.raw.receivedAt ?? now);
    this.metrics.onRequest(method, route, status, ms / 1000);
    if (status < 400 && !this.logger.isLevelEnabled('debug')) return;
    const kind = { method, route, status, problem };
    if (status >= 400 && status < 500 && !this.isWorthSaying(kind)) return;
    const fields = {
      request_id: request.id,
      ...kind,
      ms: Math.round(ms * 10) / 10,
      user_id: request.caller?.userId,
      ...(status >= 400 && { address: clientAddress(request) }),
    };
    if (status >= 400) this.logger.info(fields, 'request');
    else this.logger.debug(fields, 'request');
  }

  private isWorthSaying(kind: object): boolean {
    const name = Object.values(kind).join(' ');
    const known = this.refused.get(name) ?? { kind, count: 0 };
    this.refused.set(name, known);
    return ++known.count <= MOST_A_MINUTE;
  }

  private sumUp(): void {
    for (const { kind, count } of this.refused.values()) {
      if (count <= MOST_A_MINUTE) continue;
      this.logger.info({ ...kind, count: count - MOST_A_MINUTE }, 'more requests of this kind');
    }
    this.refused.clear();
  }
}
