import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MadeUpLog } from '../../../test/support/made-up-log.js';
import { Refusal } from '../../platform/refusal.js';
import { judgeCheckpoint, NOTHING_SEEN } from './judge-checkpoint.js';

const log = new MadeUpLog().grown(64);

/** What becomes of an offer by a witness that has seen so much of the log. */
function judged(offered: MadeUpLog, from: number, last: { size: number; root: Buffer }): string {
  try {
    return judgeCheckpoint(offered.offer(from), offered, last);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('a witness', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 64 }));

  it('signs what goes on from where it is', () => {
    fc.assert(
      fc.property(sizes, ([one, other]) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        expect(judged(log.until(to), from, log.until(from))).toBe('extends');
        expect(judged(log.until(to), 0, NOTHING_SEEN)).toBe('extends');
      }),
    );
  });

  it('says where it is to whoever goes on from elsewhere', () => {
    fc.assert(
      fc.property(sizes, ([from, seen]) => {
        fc.pre(from !== seen);
        expect(judged(log, from, log.until(seen))).toBe('conflicts');
      }),
    );
  });

  it('never signs a log that was rewritten anywhere before', () => {
    fc.assert(
      fc.property(sizes, fc.nat(4), ([one, other], more) => {
        const [at, seen] = [Math.min(one, other) - 1, Math.max(one, other)];
        const rewritten = log.until(at).grown(seen - at);
        const offered = rewritten.grown(more);
        const expected = more === 0 ? 'conflicts' : 'CHECKPOINT_INCONSISTENT';
        expect(judged(offered, seen, log.until(seen))).toBe(expected);
      }),
    );
  });

  it('takes no proof where there is nothing to prove', () => {
    const { proof } = log.offer(5);
    const offers = [
      { from: 0, proof, note: '' },
      { from: 64, proof, note: '' },
    ];
    for (const [index, last] of [NOTHING_SEEN, log].entries()) {
      const offer = offers[index];
      expect(() => offer && judgeCheckpoint(offer, log, last)).toThrow(Refusal);
    }
  });
});
