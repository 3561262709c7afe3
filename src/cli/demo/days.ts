/** In minutes. */
export const HOUR = 60;
export const DAY = 24 * HOUR;
/** The hour at which a day begins to be lived in, and for how many. */
const WAKES = 8;
const WAKING = 15;

/** The minute of a time in days, the fraction of which is of a day's waking hours. */
export function atDay(day: number): number {
  const whole = Math.floor(day);
  return whole * DAY + (WAKES + (day - whole) * WAKING) * HOUR;
}
