import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { fetchBranch, type Branch, type Stay } from '../stores/invite-tree.js';

/** Whom stays brought, by their positions, as far as somebody wanted to see it. */
export interface Branches {
  readonly branches: ReadonlyMap<number, Branch>;
  /** Fetches the first, or the next, of those whom a stay brought. */
  readonly load: (stay: Stay) => Promise<void>;
}

interface Held {
  readonly stay: Stay;
  readonly branch: Branch;
}

/** @param updatedAt when the top of the tree was fetched: what was fetched below it is then fetched anew */
export function useBranches(updatedAt: number): Branches {
  const [held, setHeld] = useState<ReadonlyMap<number, Held>>(new Map());
  const keep = (stay: Stay, branch: Branch): void =>
    setHeld((current) => new Map(current).set(stay.position, { stay, branch }));
  const load = async (stay: Stay): Promise<void> => {
    const before = held.get(stay.position)?.branch;
    if (before?.next === null) return;
    const { stays, next } = await fetchBranch(stay, before?.next ?? undefined);
    keep(stay, { stays: [...(before?.stays ?? []), ...stays], next });
  };
  const refresh = useEffectEvent(async (): Promise<void> => {
    const renewed = [...held.values()].map(async ({ stay, branch }) => {
      keep(stay, await fetchBranch(stay, undefined, branch.stays.length));
    });
    // What cannot be fetched now stays as it was.
    await Promise.allSettled(renewed);
  });
  useEffect(() => {
    void refresh();
  }, [updatedAt]);
  const branches = useMemo(
    () => new Map([...held].map(([position, { branch }]) => [position, branch])),
    [held],
  );
  return { branches, load };
}
