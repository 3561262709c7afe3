import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { branchQuery, loadBranch, type Branch, type Stay } from '../stores/invite-tree.js';

/** Whom stays brought, by their positions, as far as somebody wanted to see it. */
export interface Branches {
  readonly branches: ReadonlyMap<number, Branch>;
  /**
   * Fetches the first, or the next, of those whom a stay brought.
   * @throws Problem, Unreachable
   */
  readonly load: (stay: Stay) => Promise<void>;
}

/** The branches that somebody opens; what is fetched of them is kept up to date. */
export function useBranches(): Branches {
  const queries = useQueryClient();
  const [opened, setOpened] = useState<readonly Stay[]>([]);
  const found = useQueries({ queries: opened.map(branchQuery), combine: dataOf });
  const branches = useMemo(() => {
    const known = opened.map(({ position }, i) => [position, found[i]] as const);
    return new Map(known.flatMap(([position, branch]) => (branch ? [[position, branch]] : [])));
  }, [opened, found]);
  const load = async (stay: Stay): Promise<void> => {
    const { position } = stay;
    setOpened((now) => (now.some((each) => each.position === position) ? now : [...now, stay]));
    await loadBranch(queries, stay);
  };
  return { branches, load };
}

/** The same array for the same data: what is drawn of it need not be drawn anew. */
function dataOf(results: readonly UseQueryResult<Branch>[]): readonly (Branch | undefined)[] {
  return results.map(({ data }) => data);
}
