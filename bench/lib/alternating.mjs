/** Short turns, so that what else the machine does meets both alike. */
const TURNS = 6;
export const TURN_SECONDS = 0.4;

/**
 * One round of requests sent to two servers by turns.
 *
 * @param {() => Promise<import('./closed-loop.mjs').Loop>} theirs one turn of the reference
 * @param {() => Promise<import('./closed-loop.mjs').Loop>} ours
 */
export async function alternating(theirs, ours) {
  const [references, figures] = [[], []];
  for (let turn = 0; turn < TURNS; turn++) {
    references.push(await theirs());
    figures.push(await ours());
  }
  return {
    reference: overall(references),
    figure: overall(figures),
    details: { reference: references, gatehouse: figures },
  };
}

/**
 * Answers a second over several turns.
 *
 * @param {readonly import('./closed-loop.mjs').Loop[]} turns
 */
export function overall(turns) {
  const sum = (field) => turns.reduce((total, turn) => total + turn[field], 0);
  return sum('requests') / sum('seconds');
}
