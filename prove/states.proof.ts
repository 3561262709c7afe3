import { describe, it } from '@jest/globals';
import * as fc from 'fast-check';
import { processesAgree } from '../test/support/interleavings.js';
import { count, figure, progressOf, rounds, SEED } from '../test/support/proof.js';

const RUNS = rounds(100);

describe('three processes that share a log', () => {
  it('decide on what it holds and keep what it says, in whatever order questions and answers arrive', async () => {
    const progress = progressOf(RUNS, 'interleavings');
    let done = 0;
    const counting = fc.beforeEach(() => {
      progress(done++);
    });
    await fc.assert(processesAgree(), { numRuns: RUNS, seed: SEED, plugins: [counting] });
    figure(`${count(RUNS)} interleavings: every decision and every kept state as the log has it`);
  });
});
