import Database from 'better-sqlite3';

/**
 * How many joins subscribers were not told of: each was promised every one behind `from` up to `last`.
 *
 * @param {string} file the database
 * @param {{ from?: number, last?: number, received: number }[]} promises
 */
export function missedJoins(file, promises) {
  const database = new Database(file);
  const positions = Float64Array.from(
    database.prepare('SELECT joined_position FROM members ORDER BY joined_position').pluck().all(),
  );
  database.close();
  return promises
    .filter(({ from }) => from !== undefined)
    .map(({ from, last, received }) => upTo(positions, last) - upTo(positions, from) - received)
    .reduce((sum, missed) => sum + Math.abs(missed), 0);
}

/** How many of the sorted positions are not behind this one. */
function upTo(positions, position) {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (positions[middle] <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
