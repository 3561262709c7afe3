/**
 * Options of an LRU cache that holds so many entries at most, and makes room for them as they come. With `max` it would
 * allocate all of it at once, which takes a tenth of a start for caches that most communities never fill.
 */
export function atMost(entries: number): {
  readonly maxSize: number;
  readonly sizeCalculation: () => number;
} {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
