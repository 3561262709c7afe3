import { STATUS_CODES } from 'node:http';
import { expect } from '@jest/globals';
import { call, type Answer } from './person.js';

/** The table of errors in `product.md`: which codes belong to which status. */
export const CODES_OF: Readonly<Record<number, readonly string[]>> = {
  400: ['VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_NOT_GRANTABLE'],
  401: ['UNAUTHENTICATED', 'CHALLENGE_FAILED'],
  403: [
    'MISSING_PERMISSION',
    'ROLE_HIERARCHY',
    'MEMBER_BANNED',
    'INVITE_REQUIRED',
    'NOT_ALLOWLISTED',
    'MEMBERSHIP_CLOSED',
    'NOT_A_MEMBER',
  ],
  404: ['INVITE_NOT_FOUND', 'MEMBER_NOT_FOUND', 'ROLE_NOT_FOUND', 'NOT_FOUND'],
  405: ['METHOD_NOT_ALLOWED'],
  408: ['REQUEST_TIMEOUT'],
  409: [
    'INVITE_PAUSED',
    'OWNER_CANNOT_LEAVE',
    'ROLE_BUILTIN',
    'ROLE_NAME_TAKEN',
    'TOO_MANY_INVITES',
    'CONFLICT',
  ],
  410: ['INVITE_EXPIRED', 'INVITE_EXHAUSTED', 'INVITE_REVOKED', 'INVITER_GONE'],
  412: ['VERSION_MISMATCH'],
  413: ['PAYLOAD_TOO_LARGE'],
  415: ['UNSUPPORTED_MEDIA_TYPE'],
  417: ['EXPECTATION_FAILED'],
  426: ['UPGRADE_REQUIRED'],
  429: ['RATE_LIMITED'],
  431: ['HEADERS_TOO_LARGE'],
  503: ['STORAGE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
};

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Answer['headers'];
  readonly body: unknown;
}

/** Fails unless the answer is the documented problem document through and through. */
export function expectAnyProblem(answer: ProblemAnswer): void {
  const { status, headers } = answer;
  expect({ status, type: headers['content-type'] }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json(;|$)/),
  });
  const problem = answer.body as Readonly<Record<string, unknown>>;
  expect(problem).toMatchObject({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: expect.stringMatching(/\S/),
    instance: expect.stringMatching(/\S/),
    request_id: headers['x-request-id'] ?? 'what stands in X-Request-Id',
    error: problem.detail,
  });
  expect(CODES_OF[status]).toContain(problem.code);
}

/** The same, with the very status and code. */
export function expectProblem(answer: ProblemAnswer, status: number, code: string): void {
  const { code: given } = answer.body as { readonly code?: unknown };
  expect({ status: answer.status, code: given }).toEqual({ status, code });
  expectAnyProblem(answer);
}

/** The position of the head of the log. */
export async function logPosition(url: string): Promise<number> {
  const { status, body } = await call(url, 'GET', '/readyz');
  if (status !== 200) throw new Error(`Not ready: ${JSON.stringify(body)}`);
  const { info } = body as unknown as { info: { log: { position: number } } };
  return info.log.position;
}
