import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../event-store/commands/stage.js';
import type { UserId } from '../platform/ids.js';
import type { IdempotentRequest } from './idempotency-records.js';

/** Who makes a request. */
export interface Caller {
  readonly userId: UserId;
  /** Stands on the response, in the logs, and as `correlation_id` in the events. */
  readonly requestId: string;
  /** When it was sent with an `Idempotency-Key`. */
  readonly once?: IdempotentRequest | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication guard on every route that is not public. */
    caller?: Caller;
  }
}

/** The authenticated caller, as a parameter of a controller's method. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('This route is public: it has no caller.');
  return caller;
});

/** What a caller's command is stamped with. */
export function originOf({ userId, requestId }: Caller): Origin {
  return { actor: userId, correlationId: requestId };
}
