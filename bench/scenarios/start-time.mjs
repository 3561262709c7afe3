import { withinBound } from '../lib/comparison.mjs';
import { LARGE_LOG } from '../lib/kept-community.mjs';
import { whyNoProcessMemory } from '../lib/process-memory.mjs';
import { startsOnLargeLog } from '../lib/starts.mjs';

const BOUND_MS = 3000;

export const description = `from starting the process until it is open, on ${LARGE_LOG.toLocaleString('en')} events`;
export const whyNot = whyNoProcessMemory;

export async function run(workshop) {
  const starts = await startsOnLargeLog(workshop);
  const rounds = starts.map((gatehouse) => ({ figure: gatehouse.ms, details: { gatehouse } }));
  return withinBound({ reference: 'until open, at the most', unit: 'ms', bound: BOUND_MS }, rounds);
}
