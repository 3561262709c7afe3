import { besideRawLoop } from '../lib/beside-raw-loop.mjs';
import { LARGE_LOG } from '../lib/kept-community.mjs';

export const description = `rebuilding all projections from ${LARGE_LOG.toLocaleString('en')} events, beside raw SQLite`;

export function run(workshop) {
  return besideRawLoop(workshop, {
    program: 'rebuild.mjs',
    raw: 'raw-rebuild.mjs',
    reference: 'raw reads and writes of the same rows',
    reach: 0.5,
  });
}
