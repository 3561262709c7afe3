/** A span of time, and how many uses fall into it. Unix milliseconds, the end not included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SIZES = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  6 * HOUR,
  DAY,
  7 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
];

/** More would be too thin to be told apart on a phone. */
const MOST = 40;
/** A single one as wide as the chart would look like a wall; after the last use there was none. */
const FEWEST = 8;

/**
 * Uses by time, in spans of one size that people count in.
 * @param offset of the reader's clock from UTC in milliseconds, so that days begin at their midnight
 */
export function bucketsOf(times: readonly number[], offset = 0): readonly Bucket[] {
  if (times.length === 0) return [];
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const startOf = (time: number, size: number): number =>
    Math.floor((time + offset) / size) * size - offset;
  const countOf = (size: number): number => (startOf(last, size) - startOf(first, size)) / size + 1;
  const size = SIZES.find((each) => countOf(each) <= MOST) ?? 3650 * DAY;
  const start = startOf(first, size);
  const counts = new Array<number>(Math.max(FEWEST, countOf(size))).fill(0);
  for (const time of times) {
    const index = Math.floor((time - start) / size);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => {
    const from = start + index * size;
    return { from, to: from + size, count };
  });
}
