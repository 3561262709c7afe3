import type { FastifyRequest } from 'fastify';
import type { CommandRunner } from '../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import type { StateLoader } from '../event-store/stream.js';
import { originOf, type Caller } from './caller.js';
import {
  asRecorded,
  findAnswer,
  recordAnswer,
  type IdempotentRequest,
} from './idempotency-records.js';
import type { UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';

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
  // The fields of the body in whatever order they came.
  const said = JSON.stringify([request.method, path, request.body ?? {}], inOrder);
  const session = isOfSession(path) ? (request.headers.authorization ?? '') : '';
  return asRecorded(userId, key, said + session);
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
  const outcome = await outcomeOf(unit, work);
  recordAnswer(unit, request, JSON.stringify(outcome));
  return outcome;
}

/** @throws Refusal for another request under the same key */
async function recordedOutcome(
  unit: UnitOfWork,
  request: IdempotentRequest,
): Promise<Outcome | undefined> {
  const known = await findAnswer(unit, request);
  // Written by us, for this very request.
  return known === undefined ? undefined : (JSON.parse(known) as Outcome);
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
