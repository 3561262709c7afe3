/** A stay of somebody that has ended. */
export interface EndedStay {
  readonly at: string;
  readonly left_at: string;
}

/** Whether it was shorter than so many milliseconds. */
export function endedWithin({ at, left_at: left }: EndedStay, ms: number): boolean {
  return Date.parse(left) - Date.parse(at) < ms;
}
