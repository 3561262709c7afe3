import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 300;
const QUIET = 0.3;
const PATIENCE_MS = 2000;

/**
 * Waits for a moment in which nobody else uses the processors, as long as there is hope.
 *
 * @returns {Promise<number>} how busy it was at last, from 0 to 1
 */
export async function quietMoment() {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const busy = await busyShare();
    if (busy <= QUIET || performance.now() > until) return busy;
  }
}

async function busyShare() {
  const before = used();
  await sleep(LOOK_MS);
  const after = used();
  return (after.busy - before.busy) / Math.max(1, after.all - before.all);
}

function used() {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (pick) => times.reduce((total, each) => total + pick(each), 0);
  const all = sum((each) => Object.values(each).reduce((total, ms) => total + ms, 0));
  return { all, busy: all - sum(({ idle }) => idle) };
}
