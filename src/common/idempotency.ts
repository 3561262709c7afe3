import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from '../event-store/statement.js';
import type { UnitOfWork } from '../event-store/unit-of-work.js';
import { secondsAfter } from './clock.js';
import type { UserId } from './ids.js';
import { refuse, Refusal } from './refusal.js';

/** For so long the same key gives the same response. */
export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;

/** A request that was sent with an `Idempotency-Key`. */
export interface IdempotentRequest {
  readonly userId: UserId;
  readonly key: string;
  /** SHA-256 of method, path and body: the same key must come with the same request. */
  readonly fingerprint: string;
}

type Outcome =
  { readonly result: unknown } | { readonly refusal: Pick<Refusal, 'code' | 'detail'> };

/**
 * The idempotency key of a request, if it has one.
 * @throws Refusal for a key that is not 1 to 255 visible ASCII characters
 */
export function idempotentRequest(
  request: FastifyRequest,
  userId: UserId,
): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw refuse('VALIDATION_FAILED', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  }
  const path = request.url.split('?', 1)[0];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([request.method, path, request.body ?? {}]))
    .digest('hex');
  return { userId, key, fingerprint };
}

/**
 * Does `work` once for each key: a repetition gets the first outcome, refusals too, and changes
 * nothing. The record is written with the events, in the same transaction.
 */
export async function idempotently<Result>(
  unit: UnitOfWork,
  request: IdempotentRequest | undefined,
  work: () => Promise<Result | Refusal>,
): Promise<Result | Refusal> {
  if (!request) return work();
  const { userId, key, fingerprint } = request;
  const { now } = unit.meta;
  const known = await unit.get<{ fingerprint: string; outcome: string }>(
    sql(
      'SELECT fingerprint, outcome FROM idempotency_keys WHERE user_id = ? AND key = ? AND at > ?',
      userId,
      key,
      secondsAfter(now, -IDEMPOTENCY_SECONDS),
    ),
  );
  if (known) {
    if (known.fingerprint !== fingerprint) {
      return refuse('CONFLICT', 'This Idempotency-Key was used for another request.');
    }
    // Written by us below, for this very request.
    const outcome = JSON.parse(known.outcome) as Outcome;
    return 'result' in outcome
      ? (outcome.result as Result)
      : refuse(outcome.refusal.code, outcome.refusal.detail);
  }
  const result = await work();
  const outcome: Outcome =
    result instanceof Refusal
      ? { refusal: { code: result.code, detail: result.detail } }
      : { result };
  unit.write(
    sql(
      `INSERT INTO idempotency_keys (user_id, key, fingerprint, outcome, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint,
         outcome = excluded.outcome, at = excluded.at`,
      userId,
      key,
      fingerprint,
      JSON.stringify(outcome),
      now,
    ),
  );
  return result;
}

/** Adds to a command at work: the answers that somebody was given, and with them what these say of them, go. */
export function forgetAnswersTo(unit: UnitOfWork, userId: UserId): void {
  unit.write(sql('DELETE FROM idempotency_keys WHERE user_id = ?', userId));
}
