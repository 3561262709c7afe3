/** Something that was asked for and answered, by one clock, and the position at which it stands in the log. */
export interface Operation {
  /** When it was asked for, the first time: an earlier try, unanswered, may have done it. */
  readonly begun: number;
  /** When it was answered. */
  readonly ended: number;
  readonly position: number;
}

/**
 * Where a history is not linearizable: operations of which the first was answered before the second was asked for, and
 * which stands behind it in the log all the same. The log's order is the one order of all; it must be that of whoever
 * watched, too, at whichever process they asked.
 */
export function outOfOrder<Op extends Operation>(
  history: readonly Op[],
): readonly (readonly [Op, Op])[] {
  const byBegin = history.toSorted((one, other) => one.begun - other.begun);
  const byEnd = history.toSorted((one, other) => one.ended - other.ended);
  const found: (readonly [Op, Op])[] = [];
  let done = 0;
  let furthest: Op | undefined;
  for (const later of byBegin) {
    for (let ended = byEnd[done]; ended && ended.ended < later.begun; ended = byEnd[++done]) {
      if (!furthest || ended.position > furthest.position) furthest = ended;
    }
    if (furthest && furthest.position >= later.position) found.push([furthest, later]);
  }
  return found;
}
