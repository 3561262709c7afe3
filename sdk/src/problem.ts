import type { components } from './generated/api.js';

export type ProblemDocument = components['schemas']['ProblemDto'];
export type ProblemCode = ProblemDocument['code'];
export type FieldError = NonNullable<ProblemDocument['errors']>[number];

export type ProblemDetails = Pick<ProblemDocument, 'expires_at' | 'max_uses'>;

/** What Gatehouse refused, as its problem document says (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly status: number,
    /** A sentence for people, in English. */
    readonly detail: string,
    /** Of `VALIDATION_FAILED`: which fields, and why. */
    readonly errors: readonly FieldError[] = [],
    /** Seconds after which it is worth trying again, if the server says so. */
    readonly retryAfter?: number,
    /** What stands in the server's log. */
    readonly requestId?: string,
    /** What `detail` says, for programs that say it in their own words. */
    readonly more: ProblemDetails = {},
  ) {
    super(detail);
  }
}

/** Nothing came back: no network, no server, or none that answers in time; a proxy may have said so in its place. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What to throw for an answer that is no success, also if something on the way answered in Gatehouse's place. */
export function problemFrom(document: unknown, response: Response): Problem | Unreachable {
  const { status, headers } = response;
  const retryAfter = secondsIn(headers.get('retry-after'));
  if (isProblemDocument(document)) {
    const { code, detail, errors, request_id } = document;
    return new Problem(code, status, detail, errors, retryAfter, request_id, document);
  }
  if (NO_SERVER.has(status)) return new Unreachable(`The answer was ${status}, of something else.`);
  return new Problem(codeFor(status), status, `The answer was ${status}.`, [], retryAfter);
}

/** With these, proxies say that what is behind them does not answer (RFC 9110, 15.6.3 to 15.6.5). */
const NO_SERVER: ReadonlySet<number> = new Set([502, 503, 504]);

/** For the answers of proxies, which know no code. */
function codeFor(status: number): ProblemCode {
  switch (status) {
    case 401:
      return 'UNAUTHENTICATED';
    case 404:
      return 'NOT_FOUND';
    case 413:
      return 'PAYLOAD_TOO_LARGE';
    case 429:
      return 'RATE_LIMITED';
    default:
      return 'INTERNAL_ERROR';
  }
}

function secondsIn(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function isProblemDocument(value: unknown): value is ProblemDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'detail' in value &&
    typeof value.detail === 'string'
  );
}
