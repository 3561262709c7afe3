import { useMemo, useState } from 'react';

/** Things that were chosen from a list, however far it was scrolled since. */
export interface Selection<Item> {
  readonly items: readonly Item[];
  readonly has: (item: Item) => boolean;
  readonly toggle: (item: Item) => void;
  readonly add: (items: readonly Item[]) => void;
  readonly remove: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

interface Options<Item> {
  /** What tells them apart. */
  readonly idOf: (item: Item) => string;
  /** What is listed: whatever was chosen of it is as it is there by now. */
  readonly current: readonly Item[];
  /** The ids of those that are gone, if they are not listed. */
  readonly gone: ReadonlySet<string>;
}

export function useSelection<Item>({ idOf, current, gone }: Options<Item>): Selection<Item> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map());
  const change = (make: (chosen: Map<string, Item>) => unknown): void =>
    setChosen((before) => {
      const now = new Map(before);
      make(now);
      return now;
    });
  const byId = useMemo(() => new Map(current.map((item) => [idOf(item), item])), [current, idOf]);
  return {
    items: [...chosen]
      .filter(([id]) => byId.has(id) || !gone.has(id))
      .map(([id, item]) => byId.get(id) ?? item),
    has: (item) => chosen.has(idOf(item)),
    toggle: (item) => change((now) => now.delete(idOf(item)) || now.set(idOf(item), item)),
    add: (items) => change((now) => items.forEach((item) => now.set(idOf(item), item))),
    remove: (ids) => change((now) => ids.forEach((id) => now.delete(id))),
    clear: () => setChosen(new Map()),
  };
}
