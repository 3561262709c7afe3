import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { requestId } from '../platform/ids.js';
import { problemOf, type Answer } from './problem.filter.js';

/** Answers what never became a request, or is none for a controller, and ends its connection. */
export function endWithProblem(socket: Duplex, answer: Answer, url: string): void {
  const id = requestId();
  const problem = problemOf(answer, { id, url });
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
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const id = requestId();
  const problem = problemOf(answer, { id, url });
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'x-request-id': id,
    connection: 'close',
    ...headers,
  });
  response.end(JSON.stringify(problem));
}
