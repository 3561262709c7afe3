import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useBranches } from '../../hooks/useBranches.js';
import { branchesIn, drawnTree, MORE, SHOWN, type DrawnNode } from '../../stores/drawn-tree.js';
import { aboveQuery, AT_ONCE, atOnceQuery, type Stay } from '../../stores/invite-tree.js';

/** The tree around somebody, as far as it is open. */
export interface DrawnTree {
  /** `undefined` until it is known, `null` when there is none: they never were in. */
  readonly root: DrawnNode | null | undefined;
  /** The position of whoever it is about. */
  readonly focus: number | undefined;
  /** Whether it is about whoever is asked for, with whom they brought: the one before is shown until then. */
  readonly isSettled: boolean;
  /** Others stand above the root. */
  readonly hasMoreAbove: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** The positions of those whose branches are on their way. */
  readonly loading: ReadonlySet<number>;
  /** Why a branch could not be fetched. */
  readonly failure: { readonly error: unknown; readonly retry: () => void } | undefined;
  readonly turn: (stay: Stay, isOpen: boolean) => void;
  readonly showMore: (stay: Stay) => void;
}

/** @param person a public key, or a user id */
export function useDrawnTree(person: string): DrawnTree {
  const above = useQuery({ ...aboveQuery(person), placeholderData: keepPreviousData });
  // The person first, the top last.
  const chain = above.data?.nodes ?? [];
  const [focus, top] = [chain[0], chain.at(-1)];
  const atOnce = useQuery({ ...atOnceQuery(top?.user_id ?? ''), enabled: top !== undefined });
  const { branches: fetched, load } = useBranches();
  const [turned, setTurned] = useState<ReadonlyMap<number, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<number, number>>(new Map());
  const [loading, setLoading] = useState<ReadonlySet<number>>(new Set());
  const [failure, setFailure] = useState<{ readonly stay: Stay; readonly error: unknown }>();
  const [seen, setSeen] = useState(focus?.position);
  if (seen !== focus?.position) {
    // Whoever is looked for is shown, also in a branch that was closed.
    setSeen(focus?.position);
    const onWay = new Set(chain.map(({ position }) => position));
    setTurned(new Map([...turned].filter(([position]) => !onWay.has(position))));
  }
  const small = useMemo(
    () =>
      top && atOnce.data
        ? branchesIn(atOnce.data, top.position, AT_ONCE.depth)
        : new Map<number, never>(),
    [top, atOnce.data],
  );
  const branches = useMemo(() => new Map([...fetched, ...small]), [fetched, small]);
  const known = useMemo(() => {
    const below = [...branches.values()].flatMap(({ stays }) => stays);
    const stays = new Map(
      [...(above.data?.nodes ?? []), ...below].map((stay) => [stay.position, stay]),
    );
    const nodes = above.data?.nodes ?? [];
    const way = new Map(
      nodes.slice(1).map(({ position }, i) => [position, nodes[i]?.position ?? 0]),
    );
    return { root: nodes.at(-1)?.position ?? 0, stays, branches, way };
  }, [above.data, branches]);
  const root = useMemo(() => {
    const isOpen = (position: number): boolean =>
      turned.get(position) ??
      (position === focus?.position || known.way.has(position) || small.has(position));
    return drawnTree(known, isOpen, (position) => shown.get(position) ?? SHOWN);
  }, [known, turned, shown, small, focus]);
  const fetchBelow = async (stay: Stay): Promise<void> => {
    const { position } = stay;
    setFailure(undefined);
    setLoading((current) => new Set(current).add(position));
    try {
      await load(stay);
    } catch (error) {
      setFailure({ stay, error });
    }
    setLoading((current) => new Set([...current].filter((each) => each !== position)));
  };
  const isNeeded = focus !== undefined && focus.invited > 0 && !branches.has(focus.position);
  const needed = isNeeded && !atOnce.isLoading ? focus.position : undefined;
  const fetchNeeded = useEffectEvent(() => {
    if (focus) void load(focus).catch((error: unknown) => setFailure({ stay: focus, error }));
  });
  useEffect(() => {
    if (needed !== undefined) fetchNeeded();
  }, [needed]);
  return {
    root: above.data && chain.length === 0 ? null : atOnce.isLoading ? undefined : root,
    focus: focus?.position,
    isSettled: !above.isPlaceholderData && above.data !== undefined && !(isNeeded && !failure),
    hasMoreAbove: (above.data?.next_cursor ?? null) !== null,
    error: above.error,
    retry: () => void above.refetch(),
    loading,
    failure: failure && { error: failure.error, retry: () => void fetchBelow(failure.stay) },
    turn: (stay, isOpen) => {
      const { position } = stay;
      setTurned((current) => new Map(current).set(position, isOpen));
      if (isOpen && !branches.has(position)) void fetchBelow(stay);
    },
    showMore: (stay) => {
      const { position } = stay;
      const most = (shown.get(position) ?? SHOWN) + (branches.has(position) ? MORE : 0);
      setShown((current) => new Map(current).set(position, most));
      const branch = branches.get(position);
      if (!branch || (branch.next !== null && branch.stays.length < most)) void fetchBelow(stay);
    },
  };
}
