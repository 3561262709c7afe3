type Unit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [Unit, number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', 1000],
];

/** A span of milliseconds in the largest unit of which there is a whole one; negative: in the past. */
export function relativeParts(ms: number): { readonly count: number; readonly unit: Unit } {
  const size = Math.abs(ms);
  const [unit, length] = UNITS.find(([, each]) => size >= each) ?? ['second', 1000];
  // An expiry is never said to be further away than it is.
  return { count: Math.trunc(ms / length) + 0, unit };
}
