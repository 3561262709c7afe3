import { OutcomeUnknown, StorageUnavailable } from '../errors.js';
import type { WaitingCommand } from './command-queue.js';
import type { UnitOfWork } from './unit-of-work.js';

/** What came of one command: to be told to whoever asked, once it is on disk. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** The log fails, for everybody, and not what one command did. */
export type OfTheLog = StorageUnavailable | OutcomeUnknown;

export function isOfTheLog(error: unknown): error is OfTheLog {
  if (error instanceof StorageUnavailable) return !error.ofStatement;
  return error instanceof OutcomeUnknown;
}

export function reject(commands: readonly WaitingCommand[], error: unknown): void {
  for (const command of commands) command.reject(error);
}

/** Lets a command decide and writes what it decided. Throws only if the reading or writing failed. */
export async function decide(work: WaitingCommand['work'], unit: UnitOfWork): Promise<Outcome> {
  let result: unknown;
  try {
    result = await work(unit);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    return { error };
  }
  await unit.flush();
  return { result };
}

/** Tells each of a batch that is on disk what came of it. */
export function answer(batch: readonly WaitingCommand[], outcomes: readonly Outcome[]): void {
  batch.forEach((command, index) => {
    const outcome = outcomes[index];
    if (outcome && 'result' in outcome) command.resolve(outcome.result);
    else command.reject(outcome?.error);
  });
}
