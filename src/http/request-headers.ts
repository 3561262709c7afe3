import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import type { IfMatch } from '../platform/if-match.js';
import { refuse } from '../platform/refusal.js';
import { isPlainText, ValidationFailed } from './validation.js';

/** The most characters of a reason. */
export const MAX_REASON = 512;

/**
 * A tag of ours as it comes back: as we gave it out, weak, with what a proxy has appended that packed the answer
 * (`"3-gzip"`), or without its quotes.
 */
const TAG = /^(?:W\/)?"([1-9]\d{0,14})(?:-[a-z]+)?"$|^([1-9]\d{0,14})$/;

/**
 * The versions that `If-Match` names; `undefined` when it is absent or `*`.
 * @throws ValidationFailed for what is no tag of ours
 */
export function ifMatchOf(request: FastifyRequest): IfMatch {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').map((tag) => {
    const [, quoted, bare] = TAG.exec(tag.trim()) ?? [];
    const version = quoted ?? bare;
    if (version !== undefined) return Number(version);
    const message = 'If-Match must be the ETag of an answer, e.g. "3", or *';
    throw new ValidationFailed([{ field: 'If-Match', message }]);
  });
}

/**
 * The reason of `X-Audit-Log-Reason`, in UTF-8, or percent-encoded, as many clients send ASCII only.
 * @throws Refusal for one that is too long or holds control characters
 */
export function auditReason(request: FastifyRequest): string | undefined {
  const header = request.headers['x-audit-log-reason'];
  if (header === undefined || header === '') return undefined;
  const reason = decoded(utf8In(String(header)));
  if (isPlainText(reason, 1, MAX_REASON)) return reason;
  throw refuse(
    'VALIDATION_FAILED',
    `X-Audit-Log-Reason must be text of at most ${MAX_REASON} characters.`,
  );
}

/** Node reads headers as Latin-1: these are the bytes that were sent, as UTF-8 if they are that. */
function utf8In(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : header;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The most characters that are kept of what a program calls itself. */
const MAX_USER_AGENT = 200;

/** What the program that sent a request calls itself, cut, and rid of what cannot be shown; `null` if it says nothing. */
export function userAgentOf({ headers }: FastifyRequest): string | null {
  const shown = [...(headers['user-agent'] ?? '')].filter((character) =>
    isPlainText(character, 1, 1),
  );
  return shown.slice(0, MAX_USER_AGENT).join('').trim() || null;
}
