/** Where time comes from. Commands carry it as a value; nothing else in the house asks for it. */
export interface Clock {
  /** The current time as an {@link Instant}. */
  now(): Instant;
}

/** An RFC 3339 UTC time with milliseconds, e.g. `2026-11-22T10:00:00.000Z`. Sorts as text. */
export type Instant = string;

export const CLOCK = Symbol('Clock');

/** This machine's time, corrected by so many milliseconds. */
export function clockAhead(offsetMs: () => number): Clock {
  let lastMs = 0;
  let lastInstant: Instant = '';
  return {
    now() {
      const ms = Date.now() + offsetMs();
      // Many commands share a millisecond; writing it out takes longer than reading the clock.
      if (ms !== lastMs) {
        lastMs = ms;
        lastInstant = new Date(ms).toISOString();
      }
      return lastInstant;
    },
  };
}

export const systemClock: Clock = clockAhead(() => 0);

/** The instant `seconds` after `from`. */
export function secondsAfter(from: Instant, seconds: number): Instant {
  return new Date(Date.parse(from) + seconds * 1000).toISOString();
}
