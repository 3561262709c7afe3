import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProblemCode } from '../platform/problem-codes.js';
import { requestId } from '../platform/ids.js';
import { problemOf, type Answer, type Problem } from './problem.filter.js';

/** What was refused before the framework had heard of it. */
export interface RawProblem {
  readonly id: string;
  /** `none` for what was no request. */
  readonly method: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** Of whoever was connected, which may be a proxy. */
  readonly address: string | undefined;
}

const REFUSALS = 'gatehouse:raw-problem';
const refusals = channel(REFUSALS);

/** Hears of all of them, until told to stop. */
export function onRawProblem(hear: (problem: RawProblem) => void): () => void {
  // Nobody else publishes there.
  const listener = (message: unknown): void => hear(message as RawProblem);
  subscribe(REFUSALS, listener);
  return () => {
    unsubscribe(REFUSALS, listener);
  };
}

function tell({ request_id: id, status, code }: Problem, socket: Duplex, method = 'none'): void {
  const address = socket instanceof Socket ? socket.remoteAddress : undefined;
  refusals.publish({ id, method, status, code, address } satisfies RawProblem);
}

/** Answers what never became a request, or is none for a controller, and ends its connection. */
export function endWithProblem(socket: Duplex, answer: Answer, url: string): void {
  const id = requestId();
  const problem = problemOf(answer, { id, url });
  tell(problem, socket);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\n` +
      'Content-Type: application/problem+json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${id}\r\n` +
      `X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Answers a request that never comes to the framework, and ends its connection. */
export function respondWithProblem(
  { url = '/', method, socket }: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const id = requestId();
  const problem = problemOf(answer, { id, url });
  tell(problem, socket, method);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'x-request-id': id,
    connection: 'close',
    ...headers,
  });
  response.end(JSON.stringify(problem));
}
