import { setTimeout } from 'node:timers/promises';

/** Looks again until it is so, but leaves whoever is looked at the time to get there. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(25);
}
