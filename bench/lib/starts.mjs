import { keptCommunity, LARGE_LOG } from './kept-community.mjs';
import { processMemory } from './process-memory.mjs';

/**
 * Starts Gatehouse on a large log, once in each round, and stops it as soon as it is open. The file is in the
 * system's page cache by then, as it is when a server is started again.
 *
 * @returns {Promise<{ ms: number, residentMb: number, highestMb: number }[]>} from the start of the process until
 *   it said that it was open; its memory then
 */
export async function startsOnLargeLog(workshop) {
  const file = workshop.file('gatehouse.db');
  (await keptCommunity(LARGE_LOG)).copyTo(file);
  return workshop.rounds(async () => {
    const { pid, startMs, stop } = await workshop.gatehouse(file);
    const { resident, highest } = processMemory(pid);
    await stop();
    return { ms: startMs, residentMb: resident / 1e6, highestMb: highest / 1e6 };
  });
}
