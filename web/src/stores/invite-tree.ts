import { type components, type Member } from '@gatehouse/sdk';
import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { inviteTree } from '../api/audit.js';
import { useMay } from './community.js';
import type { PersonView } from './person.js';

/** A stay of somebody: who left and came again is in the tree twice. */
export type Stay = components['schemas']['TreeNodeDto'];

/** Whom a stay brought, as far as they were fetched. */
export interface Branch {
  readonly stays: readonly Stay[];
  /** Where the rest begins. */
  readonly next: string | null;
}

const PAGE = 100;
/** So many of those above are shown. */
const ABOVE = 50;

export const treeKey = ['invite-tree'] as const;

async function fetchTree(
  person: string,
  query: { direction: 'up' | 'down'; depth: number; limit: number; cursor?: string },
  signal: AbortSignal,
) {
  return inviteTree(person, query, signal);
}

/** Who brought somebody, and who brought these, the person first. `person`: a public key or a user id. */
export function aboveQuery(person: string) {
  return queryOptions({
    queryKey: [...treeKey, 'up', person],
    queryFn: ({ signal }) =>
      fetchTree(person, { direction: 'up', depth: ABOVE, limit: ABOVE }, signal),
  });
}

/** All stays of a person. */
export function staysQuery(person: string) {
  return queryOptions({
    queryKey: [...treeKey, 'stays', person],
    queryFn: async ({ signal }) =>
      (await fetchTree(person, { direction: 'down', depth: 0, limit: PAGE }, signal)).nodes,
  });
}

/** To this depth, and so many, the tree is drawn at once. */
export const AT_ONCE = { depth: 4, limit: 150 } as const;

/** Whom somebody brought, and they in turn, in one answer; `null` if they are too many for that. */
export function atOnceQuery(person: string) {
  return queryOptions<readonly Stay[] | null>({
    queryKey: [...treeKey, 'at-once', person],
    queryFn: async ({ signal }) => {
      const query = { direction: 'down', ...AT_ONCE } as const;
      const { nodes, next_cursor: next } = await fetchTree(person, query, signal);
      return next === null ? nodes : null;
    },
  });
}

/** How many of those whom a stay brought are wanted at least, by its position. */
const wanted = new Map<number, number>();

/** Whom a stay brought, as far as somebody wanted to see it. */
export function branchQuery(stay: Stay) {
  const { position } = stay;
  const key = [...treeKey, 'branch', position] as const;
  return queryOptions<Branch>({
    queryKey: key,
    queryFn: async ({ client, signal }) => {
      const least = wanted.get(position) ?? 1;
      const { data: held, isInvalidated } = client.getQueryState<Branch>(key) ?? {};
      const count = held?.stays.length ?? 0;
      if (!held || held.next === null || isInvalidated === true || count >= least) {
        return fetchBranch(stay, signal, Math.max(least, count));
      }
      const more = await fetchBranch(stay, signal, least - count, held.next);
      return { stays: [...held.stays, ...more.stays], next: more.next };
    },
  });
}

/**
 * Fetches the first, or the next, of those whom a stay brought, unless all are there.
 * @throws Problem, Unreachable
 */
export async function loadBranch(queries: QueryClient, stay: Stay): Promise<void> {
  const query = branchQuery(stay);
  const held = queries.getQueryData(query.queryKey);
  if (held?.next === null) return;
  const least = (held?.stays.length ?? 0) + 1;
  wanted.set(stay.position, least);
  for (;;) {
    // What was on its way before has fewer of them, perhaps.
    const { stays, next } = await queries.query({ ...query, staleTime: 0 });
    if (next === null || stays.length >= least) return;
  }
}

/** So many of those whom a stay brought, if there are: a page has all stays of a person, each with whom it brought. */
async function fetchBranch(
  stay: Stay,
  signal: AbortSignal,
  least: number,
  from?: string,
): Promise<Branch> {
  const found: Stay[] = [];
  let cursor = from;
  let isOurs = from !== undefined;
  do {
    const query = { direction: 'down', depth: 1, limit: PAGE } as const;
    const begin = cursor === undefined ? {} : { cursor };
    const page = await fetchTree(stay.user_id, { ...query, ...begin }, signal);
    for (const node of page.nodes) {
      if (node.depth === 0) {
        if (isOurs) return { stays: found, next: null };
        isOurs = node.position === stay.position;
      } else if (isOurs) found.push(node);
    }
    cursor = page.next_cursor ?? undefined;
  } while (found.length < least && cursor !== undefined);
  return { stays: found, next: cursor ?? null };
}

/**
 * Whoever brought a member, if whoever looks may know it.
 * @param person as whom their tree is asked for: a public key or a user id
 */
export function useInviter({ invited_by: by }: Member, person: string): PersonView | undefined {
  const may = useMay();
  const enabled = by !== null && may('view_audit_log');
  const { data } = useQuery({ ...aboveQuery(person), enabled });
  return data?.nodes.find((stay) => stay.depth === 1);
}
