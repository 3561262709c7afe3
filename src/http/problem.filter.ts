import { STATUS_CODES } from 'node:http';
import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogIsReadOnly, OutcomeUnknown, StorageUnavailable } from '../event-store/errors.js';
import { PROBLEM_STATUS, type ProblemCode } from '../platform/problem-codes.js';
import { Refusal, type RefusalDetails } from '../platform/refusal.js';
import { ValidationFailed, type FieldError } from './validation.js';

/** The one shape of every error (RFC 9457, `application/problem+json`). */
export interface Problem extends RefusalDetails {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly instance: string;
  readonly request_id: string;
  /** Repeats `detail`, for clients of decentcom. */
  readonly error: string;
  readonly errors?: readonly FieldError[];
}

export interface Answer {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly more?: RefusalDetails;
}

/** Seconds after which it is worth trying again when the log could not be written. */
const RETRY_STORAGE_SECONDS = 1;

/** Turns whatever was thrown into a problem document; says nothing of the inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const answer = this.note(error, request, reply);
    const problem = problemOf(answer, request);
    void reply.code(problem.status).type('application/problem+json').send(problem);
  }

  /** What is the answer to an error: logs faults of ours, and sets the headers that go with it. */
  note(error: unknown, request: FastifyRequest, reply: FastifyReply): Answer {
    const answer = answerTo(error);
    request.problem = answer.code;
    const isReadOnly = error instanceof LogIsReadOnly;
    if (PROBLEM_STATUS[answer.code] >= 500 && !isReadOnly) {
      this.logger.error({ err: causeOf(error), request_id: request.id }, answer.detail);
    }
    // Where nothing may be written there is no use in trying again.
    if (PROBLEM_STATUS[answer.code] === 503 && !isReadOnly)
      void reply.header('retry-after', RETRY_STORAGE_SECONDS);
    // RFC 9110, 15.5.2: with every 401.
    if (PROBLEM_STATUS[answer.code] === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.header('x-request-id', request.id);
    return answer;
  }
}

export function problemOf(
  { code, detail, errors, more }: Answer,
  request: { readonly id: string; readonly url: string },
): Problem {
  const status = PROBLEM_STATUS[code];
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    instance: request.url.split('?', 1)[0] ?? request.url,
    request_id: request.id,
    error: detail,
    ...(errors && { errors }),
    ...more,
  };
}

/** What a caller is told of an error, whatever they speak. */
export function answerTo(error: unknown): Answer {
  if (error instanceof ValidationFailed) return error;
  if (error instanceof Refusal) return error;
  if (error instanceof StorageUnavailable) {
    const detail = 'The log cannot be written at the moment. Nothing was lost; try again.';
    return { code: 'STORAGE_UNAVAILABLE', detail };
  }
  if (error instanceof OutcomeUnknown) {
    const detail =
      'The log stopped answering while it was written. It may have been done; try again with the same Idempotency-Key.';
    return { code: 'OUTCOME_UNKNOWN', detail };
  }
  if (error instanceof LogIsReadOnly) {
    return { code: 'STORAGE_UNAVAILABLE', detail: error.message };
  }
  return answerToStatus(statusOf(error));
}

/** What the framework refused before a controller saw it. */
function answerToStatus(status: number): Answer {
  switch (status) {
    case 400:
    case 414:
      return { code: 'MALFORMED_JSON', detail: 'The request is malformed.' };
    case 403:
    case 404:
      return { code: 'NOT_FOUND', detail: 'There is nothing at this path.' };
    case 413:
      return { code: 'PAYLOAD_TOO_LARGE', detail: 'The body is larger than 64 KiB.' };
    case 415:
      return {
        code: 'UNSUPPORTED_MEDIA_TYPE',
        detail: 'Send the body as application/json.',
      };
    case 503:
      return { code: 'STORAGE_UNAVAILABLE', detail: 'The service is stopping; try again.' };
    default:
      return { code: 'INTERNAL_ERROR', detail: 'Something went wrong on our side.' };
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error) {
    return Number(error.statusCode);
  }
  return 500;
}

function causeOf(error: unknown): unknown {
  return error instanceof StorageUnavailable || error instanceof OutcomeUnknown
    ? error.cause
    : error;
}
