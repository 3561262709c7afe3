import { useState } from 'react';

/** Things that were chosen from a list, however far it was scrolled since. */
export interface Selection<Item> {
  readonly items: readonly Item[];
  readonly has: (item: Item) => boolean;
  readonly toggle: (item: Item) => void;
  readonly add: (items: readonly Item[]) => void;
  readonly remove: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

/** @param idOf what tells them apart */
export function useSelection<Item>(idOf: (item: Item) => string): Selection<Item> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map());
  const change = (make: (chosen: Map<string, Item>) => unknown): void =>
    setChosen((before) => {
      const now = new Map(before);
      make(now);
      return now;
    });
  return {
    items: [...chosen.values()],
    has: (item) => chosen.has(idOf(item)),
    toggle: (item) => change((now) => now.delete(idOf(item)) || now.set(idOf(item), item)),
    add: (items) => change((now) => items.forEach((item) => now.set(idOf(item), item))),
    remove: (ids) => change((now) => ids.forEach((id) => now.delete(id))),
    clear: () => setChosen(new Map()),
  };
}
