import { createHash, hkdfSync } from 'node:crypto';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import { sealText, unsealText } from '../event-store/sealing.js';
import { sql } from '../event-store/statement.js';
import { secondsAfter } from '../platform/clock.js';
import type { UserId } from '../platform/ids.js';
import { refuse } from '../platform/refusal.js';

/** For so long the same key gives the same response. */
export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;

/** What records are found and read with is derived from the key, which stands in none of them. */
const PURPOSE = 'gatehouse idempotency';
const BYTES = 32;

/** A request that was sent with an `Idempotency-Key`, as its record is found and read. */
export interface IdempotentRequest {
  readonly userId: UserId;
  /** What the record stands under instead of the key: of key and user, 64 hex digits. */
  readonly keyHash: string;
  /** What the answer is sealed under: of key and user, 32 bytes. */
  readonly sealingKey: Buffer;
  /** What the answer is sealed for: the same key must come with the same request. */
  readonly fingerprint: string;
}

/** @param said what the request says, as text: the same for the same request */
export function asRecorded(userId: UserId, key: string, said: string): IdempotentRequest {
  const derived = Buffer.from(hkdfSync('sha256', key, userId, PURPOSE, 2 * BYTES));
  return {
    userId,
    keyHash: derived.subarray(0, BYTES).toString('hex'),
    sealingKey: derived.subarray(BYTES),
    fingerprint: createHash('sha256').update(said).digest('hex'),
  };
}

/**
 * What was recorded for a request within the last day, as JSON.
 *
 * @throws Refusal for another request under the same key
 */
export async function findAnswer(
  unit: UnitOfWork,
  { userId, keyHash, sealingKey, fingerprint }: IdempotentRequest,
): Promise<string | undefined> {
  const record = await unit.get<{ answer: string }>(
    sql(
      'SELECT answer FROM idempotency_keys WHERE user_id = ? AND key_hash = ? AND at > ?',
      userId,
      keyHash,
      secondsAfter(unit.meta.now, -IDEMPOTENCY_SECONDS),
    ),
  );
  if (!record) return undefined;
  try {
    return unsealText(sealingKey, fingerprint, record.answer);
  } catch {
    throw refuse('CONFLICT', 'This Idempotency-Key was used for another request.');
  }
}

/** Adds to a command at work: what its request is answered, as JSON. */
export function recordAnswer(
  unit: UnitOfWork,
  { userId, keyHash, sealingKey, fingerprint }: IdempotentRequest,
  answer: string,
): void {
  unit.write(
    sql(
      `INSERT INTO idempotency_keys (user_id, key_hash, answer, named, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (user_id, key_hash) DO UPDATE SET answer = excluded.answer,
         named = excluded.named, at = excluded.at`,
      userId,
      keyHash,
      sealText(sealingKey, fingerprint, answer),
      usersNamedIn(answer),
      unit.meta.now,
    ),
  );
}

/** The user ids that stand in an answer: all that is in the clear of it. */
function usersNamedIn(answer: string): string {
  const ids = answer.match(/(?<=")[0-9a-f]{32}(?=")/g) ?? [];
  return [...new Set(ids)].join(' ');
}

/** Adds to a command at work: the answers that somebody was given, or that name them, go. */
export function forgetAnswersAbout(unit: UnitOfWork, userId: UserId): void {
  unit.write(sql('DELETE FROM idempotency_keys WHERE user_id = ?', userId));
  // Of one day only: looked through, as nothing else asks for them so.
  unit.write(sql('DELETE FROM idempotency_keys WHERE named LIKE ?', `%${userId}%`));
}
