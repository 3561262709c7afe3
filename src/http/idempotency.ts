import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from '../event-store/statement.js';
import type { CommandRunner } from '../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import type { StateLoader } from '../event-store/stream.js';
import { originOf, type Caller } from './caller.js';
import { secondsAfter } from '../platform/clock.js';
import type { UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';

/** For so long the same key gives the same response. */
export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;

/** A request that was sent with an `Idempotency-Key`. */
export interface IdempotentRequest {
  readonly userId: UserId;
  readonly key: string;
  /** SHA-256 of method, path and body, in whatever order its fields came: the same key must come with the same request. */
  readonly fingerprint: string;
}

type Outcome =
  { readonly result: unknown } | { readonly refusal: Pick<Refusal, 'code' | 'detail' | 'more'> };

/**
 * The idempotency key of a request that would write, if it has one.
 * @throws Refusal for a key that is not 1 to 255 visible ASCII characters
 */
export function idempotentRequest(
  request: FastifyRequest,
  userId: UserId,
): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw refuse('VALIDATION_FAILED', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  }
  const path = request.url.split('?', 1)[0];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([request.method, path, request.body ?? {}], inOrder))
    .update(isOfSession(path) ? (request.headers.authorization ?? '') : '')
    .digest('hex');
  return { userId, key, fingerprint };
}

/** What ends sessions says another thing in each session. */
function isOfSession(path = ''): boolean {
  return /\/auth\/sessions?(\/|$)/.test(path);
}

/** For `JSON.stringify`: the fields of objects by their names. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * Runs a command once for each key: a repetition gets the first outcome, refusals too, and changes
 * nothing. The record is written with the events, in the same transaction.
 */
export async function runOnce<Result>(
  runner: CommandRunner,
  caller: Caller,
  work: (unit: UnitOfWork) => Promise<Result>,
  prepare?: (states: StateLoader) => Promise<unknown>,
): Promise<Result> {
  const { once } = caller;
  const origin = originOf(caller);
  if (!once) return runner.run(origin, work, prepare);
  const outcome = await runner.run(origin, (unit) => firstOutcome(unit, once, work), prepare);
  if ('refusal' in outcome) throw refusedAgain(outcome);
  // What this very command returned once, also where it comes from the record.
  return outcome.result as Result;
}

/**
 * What a request was answered before, if it comes again. For commands of many steps: these look here first, and record
 * their answer by {@link runOnce} at the end.
 *
 * @throws Refusal the first answer, if it was one, or for another request under the same key
 */
export function answeredBefore<Result>(
  runner: CommandRunner,
  caller: Caller,
): Promise<{ readonly result: Result } | undefined> {
  const { once } = caller;
  if (!once) return Promise.resolve(undefined);
  return runner.run(originOf(caller), async (unit) => {
    const known = await recordedOutcome(unit, once);
    if (known && 'refusal' in known) throw refusedAgain(known);
    return known && { result: known.result as Result };
  });
}

async function firstOutcome(
  unit: UnitOfWork,
  request: IdempotentRequest,
  work: (unit: UnitOfWork) => Promise<unknown>,
): Promise<Outcome> {
  const recorded = await recordedOutcome(unit, request);
  if (recorded) return recorded;
  const { userId, key, fingerprint } = request;
  const outcome = await outcomeOf(unit, work);
  unit.write(
    sql(
      `INSERT INTO idempotency_keys (user_id, key, fingerprint, outcome, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint,
         outcome = excluded.outcome, at = excluded.at`,
      userId,
      key,
      fingerprint,
      JSON.stringify(outcome),
      unit.meta.now,
    ),
  );
  return outcome;
}

/** @throws Refusal for another request under the same key */
async function recordedOutcome(
  unit: UnitOfWork,
  { userId, key, fingerprint }: IdempotentRequest,
): Promise<Outcome | undefined> {
  const known = await unit.get<{ fingerprint: string; outcome: string }>(
    sql(
      'SELECT fingerprint, outcome FROM idempotency_keys WHERE user_id = ? AND key = ? AND at > ?',
      userId,
      key,
      secondsAfter(unit.meta.now, -IDEMPOTENCY_SECONDS),
    ),
  );
  if (known && known.fingerprint !== fingerprint) {
    throw refuse('CONFLICT', 'This Idempotency-Key was used for another request.');
  }
  // Written by us above, for this very request.
  return known && (JSON.parse(known.outcome) as Outcome);
}

function refusedAgain({ refusal }: Extract<Outcome, { readonly refusal: unknown }>): Refusal {
  return refuse(refusal.code, refusal.detail, refusal.more);
}

/** A refusal is an answer like another, and leaves nothing but itself. */
async function outcomeOf(
  unit: UnitOfWork,
  work: (unit: UnitOfWork) => Promise<unknown>,
): Promise<Outcome> {
  try {
    return { result: await work(unit) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    unit.discard();
    const { code, detail, more } = error;
    return { refusal: { code, detail, more } };
  }
}

/** Adds to a command at work: the answers that somebody was given, or that name them, go. */
export function forgetAnswersAbout(unit: UnitOfWork, userId: UserId): void {
  unit.write(sql('DELETE FROM idempotency_keys WHERE user_id = ?', userId));
  // Of one day only: looked through, as nothing else asks for them so.
  unit.write(sql('DELETE FROM idempotency_keys WHERE outcome LIKE ?', `%"${userId}"%`));
}
