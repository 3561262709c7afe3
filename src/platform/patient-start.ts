import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DatabaseRefused, OutcomeUnknown, StorageUnavailable } from '../event-store/errors.js';
import type { EventStore } from '../event-store/event-store.js';

/** As long as a start waits for a server that is not there at all. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 1000;
const SAY_EVERY_MS = 5000;

/**
 * Does what a start has to do with the log; if its server goes away meanwhile, again until it is back, for up to
 * a minute. A file that cannot be used does not come back by itself: there it is tried once.
 *
 * @param work can be repeated: it may have been done, and only its answer lost
 * @throws DatabaseRefused when the server is still away then, in the words of whoever noticed
 */
export async function patiently<Result>(
  { isRemote }: EventStore,
  work: () => Promise<Result>,
  { patienceMs = PATIENCE_MS, retryMs = RETRY_MS } = {},
): Promise<Result> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const waited = performance.now() - startedAt;
      if (!isRemote || !isAbsence(error)) throw error;
      if (waited >= patienceMs) {
        throw new DatabaseRefused(`PostgreSQL cannot be used: ${whyOf(error)}`);
      }
      sayWaiting(whyOf(error), waited);
      await pause(retryMs);
    }
  }
}

function isAbsence(error: unknown): error is StorageUnavailable | OutcomeUnknown {
  return error instanceof StorageUnavailable || error instanceof OutcomeUnknown;
}

/** What the engine itself said. */
export function whyOf(error: unknown): string {
  const cause = isAbsence(error) ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

let saidAt = -Infinity;

/** Tells the operator, but not each time, what a start is waiting for. */
export function sayWaiting(why: string, forMs: number): void {
  if (forMs < saidAt) saidAt = -Infinity;
  if (forMs - saidAt < SAY_EVERY_MS) return;
  saidAt = forMs;
  const seconds = Math.round(forMs / 1000);
  new Logger('EventStore').warn(`Waiting for PostgreSQL, for ${seconds} s by now: ${why}`);
}
