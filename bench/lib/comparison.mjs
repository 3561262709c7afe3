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

/**
 * What the rounds say where there is no reference, but a bound that is to be kept: the ratio is 1 where it is
 * just kept, and more where it is kept with room.
 *
 * @param {{ reference: string, unit: string, bound: number }} terms
 * @param {{ figure: number }[]} rounds
 */
export function withinBound({ bound, ...terms }, rounds) {
  const ratios = rounds.map(({ figure }) => bound / figure);
  const ratio = median(ratios);
  return {
    ...terms,
    reach: 1,
    referenceFigure: bound,
    figure: median(rounds.map(({ figure }) => figure)),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    ok: ratio >= 1,
    rounds,
  };
}
