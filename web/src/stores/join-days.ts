/** How many joined on a day. */
export interface JoinDay {
  /** In UTC, e.g. `2026-03-01`. */
  readonly day: string;
  readonly count: number;
}

const DAY_MS = 24 * 3_600_000;

/** The first of so many days in UTC, of which a time is on the last. */
export function firstDay(time: number, days: number): string {
  return new Date(time - (days - 1) * DAY_MS).toISOString().slice(0, 10);
}

/** So many days from the first one on; on those that nothing is said of, nobody joined. */
export function filledDays(
  first: string,
  days: number,
  counts: readonly { readonly day: string | null; readonly count: number }[],
): readonly JoinDay[] {
  const known = new Map(counts.map(({ day, count }) => [day, count]));
  const start = Date.parse(first);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(start + index * DAY_MS).toISOString().slice(0, 10);
    return { day, count: known.get(day) ?? 0 };
  });
}
