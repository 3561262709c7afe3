import type { FastifyRequest } from 'fastify';
import { refuse } from '../platform/refusal.js';
import { isPlainText } from './validation.js';

/** The most characters of a reason. */
export const MAX_REASON = 512;

/**
 * The versions that `If-Match` names; `undefined` when it is absent or `*`. A tag that we never gave
 * out names no version, and so matches none.
 */
export function ifMatchVersions(request: FastifyRequest): readonly number[] | undefined {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  return header
    .split(',')
    .map((tag) => /^"([1-9]\d{0,14})"$/.exec(tag.trim())?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
}

/**
 * The reason of `X-Audit-Log-Reason`, which may be percent-encoded, as header values are ASCII.
 * @throws Refusal for one that is too long or holds control characters
 */
export function auditReason(request: FastifyRequest): string | undefined {
  const header = request.headers['x-audit-log-reason'];
  if (header === undefined || header === '') return undefined;
  const reason = decoded(String(header));
  if (isPlainText(reason, 1, MAX_REASON)) return reason;
  throw refuse(
    'VALIDATION_FAILED',
    `X-Audit-Log-Reason must be text of at most ${MAX_REASON} characters.`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
