import { withinBound } from '../lib/comparison.mjs';
import { LARGE_LOG } from '../lib/kept-community.mjs';
import { whyNoProcessMemory } from '../lib/process-memory.mjs';
import { startsOnLargeLog } from '../lib/starts.mjs';

const BOUND_MB = 300;

export const description = `the highest resident memory of a start on ${LARGE_LOG.toLocaleString('en')} events`;
export const whyNot = whyNoProcessMemory;

export async function run(workshop) {
  const starts = await startsOnLargeLog(workshop);
  const rounds = starts.map((gatehouse) => ({
    figure: gatehouse.highestMb,
    details: { gatehouse },
  }));
  return withinBound({ reference: 'resident, at the most', unit: 'MB', bound: BOUND_MB }, rounds);
}
