import { median } from './statistics.mjs';

/**
 * What the rounds of a scenario say. Reference and figure of one round were measured right after each
 * other, under the same weather; so the ratio is taken round by round, and its median counts.
 *
 * @param {{ reference: string, unit: string, reach: number }} terms
 * @param {{ reference: number, figure: number }[]} rounds
 */
export function comparison(terms, rounds) {
  const ratios = rounds.map(({ reference, figure }) => figure / reference);
  const ratio = median(ratios);
  return {
    ...terms,
    referenceFigure: median(rounds.map((round) => round.reference)),
    figure: median(rounds.map((round) => round.figure)),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    ok: ratio >= terms.reach,
    rounds,
  };
}
