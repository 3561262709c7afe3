import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../operations/metrics.js';

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

/**
 * Counts a request and logs it: by its route, never by its URL, which can hold the code of an active
 * invite. Successes go to `debug`: what they changed is in the log of events, under the same id.
 */
export function recordRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  metrics: Metrics,
  logger: RequestLogger,
): void {
  const route = request.routeOptions.url ?? 'none';
  const { method } = request;
  const { statusCode: status } = reply;
  const now = performance.now();
  const ms = now - (request.raw.receivedAt ?? now);
  metrics.onRequest(method, route, status, ms / 1000);
  if (status < 400 && !logger.isLevelEnabled('debug')) return;
  const fields = {
    request_id: request.id,
    method,
    route,
    status,
    ms: Math.round(ms * 10) / 10,
    user_id: request.caller?.userId,
  };
  if (status >= 400) logger.info(fields, 'request');
  else logger.debug(fields, 'request');
}
