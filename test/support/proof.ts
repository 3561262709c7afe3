import { appendFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

/** What `npm run prove` asks for (`prove/run.mjs`); none of it is set in `npm test`. */
const { PROVE_ROUNDS, PROVE_FIGURES } = process.env;
const SAY_EVERY_MS = 5000;

export const PROVING = PROVE_FIGURES !== undefined;

/** The size of what is shown: in `npm test` a small one, in `npm run prove` what was asked for. */
export function rounds(inTheGate: number): number {
  return PROVE_ROUNDS === undefined ? inTheGate : Number(PROVE_ROUNDS);
}

/**
 * A test that only `npm run prove` has the time for: one more way of what the gate has looked at already. In `npm test`
 * it is not there.
 */
export function inDepth(name: string, test: () => Promise<void>): void {
  if (PROVING) it(name, test);
}

/** What chance begins with: one number in `npm test`, another in each `npm run prove`, or what `TEST_SEED` says. */
export const SEED = Number(process.env.TEST_SEED);

/** What a proof found, for its last line and for `docs/proofs.md`. In `npm test` nobody asks. */
export function figure(text: string): void {
  if (PROVE_FIGURES !== undefined) appendFileSync(PROVE_FIGURES, `${text}\n`);
}

/**
 * Fails a proof when something took longer than it may. `npm test` looks at no clock: whoever else is at
 * work on the machine would decide.
 */
export function expectWithin(limitMs: number, tookMs: number, what: string): void {
  if (!PROVING) return;
  figure(`${what} after ${count(Math.round(tookMs))} ms`);
  expect(tookMs).toBeLessThan(limitMs);
}

/** Says from time to time how far a proof is. Call it as often as you like. */
export function progressOf(all: number, what: string): (done: number) => void {
  let saidAt = Date.now();
  return (done) => {
    if (!PROVING || Date.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = Date.now();
    process.stderr.write(`  ${count(done)} of ${count(all)} ${what}\n`);
  };
}

/** A number as people write it. */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}
