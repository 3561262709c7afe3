import { performance } from 'node:perf_hooks';

/**
 * What a program of references/ or measured/ does: `work` at each message of its parent, or once without one, to be
 * looked at alone, e.g. by `node --cpu-prof`. Work answers how many events it was done for, and may answer for how
 * many seconds of it the clock counts; otherwise all of it counts.
 *
 * @param {() => Promise<{ events: number, seconds?: number }>} work
 */
export async function timedWork(work) {
  const measure = async () => {
    const startedAt = performance.now();
    const { events, seconds = (performance.now() - startedAt) / 1000 } = await work();
    return { perSecond: events / seconds, events, seconds };
  };
  if (!process.send) return console.log(await measure());
  process.on('message', async () => process.send(await measure()));
  process.send({ ready: true });
}
