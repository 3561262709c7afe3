import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from './problem.filter.js';
import { endWithProblem, respondWithProblem } from './raw-problem.js';

/** How long all of a request may take to come; a phone on a bad line sends 64 KiB in less. */
export const REQUEST_MS = 25_000;
/** How often that is looked at: together half a minute. */
const LOOK_MS = 5000;

/** What of Node's server is set so that all refusals are ours. */
export const SERVER_OPTIONS = {
  headersTimeout: REQUEST_MS,
  connectionsCheckingInterval: LOOK_MS,
  // See `isNameless`.
  requireHostHeader: false,
} as const;

const MALFORMED: Answer = { code: 'MALFORMED_JSON', detail: 'The request is malformed.' };

const BY_CODE: Readonly<Record<string, Answer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: 'REQUEST_TIMEOUT',
    detail: `The request did not come to its end within ${(REQUEST_MS + LOOK_MS) / 1000} seconds.`,
  },
  HPE_HEADER_OVERFLOW: {
    code: 'HEADERS_TOO_LARGE',
    detail: 'The headers are larger than 16 KiB: clear the cookies of this site.',
  },
};

/** What is no HTTP, or does not come to its end, never becomes a request, but is answered like one. */
export function refuseMessage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  endWithProblem(socket, BY_CODE[error.code ?? ''] ?? MALFORMED, '/');
}

/** RFC 9112, 3.2: whoever speaks 1.1 says whom they ask. Node's own answer to whoever does not has no body. */
export function isNameless({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

/** Answers what Node would answer itself, without a body that says why. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const detail = 'Expect can only be 100-continue.';
  respondWithProblem(request, response, { code: 'EXPECTATION_FAILED', detail });
}

/**
 * Requests that ask to be upgraded, for Node to tell of as such only where somebody takes them. It is asked when the
 * headers have come. An upgrade that nobody takes is no upgrade (RFC 9110, 7.8): `curl --http2` asks for one each time.
 */
export function messagesUpgradedWhere(
  isTaken: (message: IncomingMessage) => boolean,
): typeof IncomingMessage {
  return class extends IncomingMessage {
    private asked = false;

    // Node sets it as it reads, and asks it before it hands the message over.
    get upgrade(): boolean {
      return this.asked && isTaken(this);
    }

    set upgrade(asked: boolean) {
      this.asked = asked;
    }
  };
}
