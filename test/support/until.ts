import { setTimeout } from 'node:timers/promises';

/** Far above what anything takes: who waits as long waits for nothing. */
const PATIENCE_MS = 120_000;

/**
 * Looks again until it is so, but leaves whoever is looked at the time to get there.
 *
 * @param what is waited for, to be named should it not come
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  deadlineMs = PATIENCE_MS,
): Promise<void> {
  const endsAt = performance.now() + deadlineMs;
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`Not so after ${deadlineMs / 1000} s: ${what}`);
    await setTimeout(25);
  }
}
