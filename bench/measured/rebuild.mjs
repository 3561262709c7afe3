// What `gatehouse projections rebuild` does, but for the time that it leaves to a server beside it.
import { performance } from 'node:perf_hooks';
import { openStore } from '../../dist/src/cli/databases.js';
import { rebuildProjections } from '../../dist/src/event-store/projections/rebuild-projections.js';
import { PROJECTIONS } from '../../dist/src/projections.js';
import { timedWork } from '../lib/timed-work.mjs';

const [path] = process.argv.slice(2);

await timedWork(async () => {
  const store = await openStore({ engine: 'sqlite', path });
  try {
    const startedAt = performance.now();
    await rebuildProjections(store, PROJECTIONS);
    const seconds = (performance.now() - startedAt) / 1000;
    return { events: (await store.head()).position, seconds };
  } finally {
    await store.close();
  }
});
