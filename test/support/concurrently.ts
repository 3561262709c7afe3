/** Runs `work` for each item, so many at a time, and answers in the order of the items. */
export async function concurrently<Item, Result>(
  atATime: number,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker));
  return results;
}

/** 0, 1, 2 … up to one below `count`. */
export function times(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
