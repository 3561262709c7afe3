import { besideRawLoop } from '../lib/beside-raw-loop.mjs';
import { LARGE_LOG } from '../lib/kept-community.mjs';

export const description = `recomputing the chain of ${LARGE_LOG.toLocaleString('en')} events, beside raw SQLite and SHA-256`;

export function run(workshop) {
  return besideRawLoop(workshop, {
    program: 'verify.mjs',
    raw: 'raw-verify.mjs',
    reference: 'raw SHA-256 over the same bytes',
    reach: 0.5,
  });
}
