/** The value that `part` (0 to 1) of the values do not exceed. */
export function percentile(values, part) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/** How far to both sides 95 of 100 slopes lie: Student's t from its expansion around the normal quantile. */
function quantileOfT(freedom) {
  const z = 1.959964;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + first / freedom + second / freedom ** 2;
}

/**
 * The straight line through points that leaves the least squares: its slope, and between which bounds it is with a
 * confidence of 95 %, as far as what the points deviate by is independent. `undefined` for fewer than five points.
 *
 * @param {{ x: number, y: number }[]} points
 * @returns {{ slope: number, interval: [number, number] } | undefined}
 */
export function leastSquares(points) {
  const freedom = points.length - 2;
  if (freedom < 3) return undefined;
  const mean = (field) => points.reduce((sum, point) => sum + point[field], 0) / points.length;
  const [meanX, meanY] = [mean('x'), mean('y')];
  const sum = (term) => points.reduce((total, { x, y }) => total + term(x - meanX, y - meanY), 0);
  const squares = sum((x) => x * x);
  const slope = sum((x, y) => x * y) / squares;
  const left = sum((x, y) => (y - slope * x) ** 2);
  const reach = quantileOfT(freedom) * Math.sqrt(left / freedom / squares);
  return { slope, interval: [slope - reach, slope + reach] };
}
