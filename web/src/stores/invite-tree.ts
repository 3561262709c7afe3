import { type components, type Member } from '@gatehouse/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
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

const treeKey = ['invite-tree'] as const;

async function fetchTree(
  person: string,
  query: { direction: 'up' | 'down'; depth: number; limit: number; cursor?: string },
) {
  return inviteTree(person, query);
}

/** Who brought somebody, and who brought these, the person first. `person`: a public key or a user id. */
export function aboveQuery(person: string) {
  return queryOptions({
    queryKey: [...treeKey, 'up', person],
    queryFn: () => fetchTree(person, { direction: 'up', depth: ABOVE, limit: ABOVE }),
  });
}

/** All stays of a person. */
export function staysQuery(person: string) {
  return queryOptions({
    queryKey: [...treeKey, 'stays', person],
    queryFn: async () =>
      (await fetchTree(person, { direction: 'down', depth: 0, limit: PAGE })).nodes,
  });
}

/** To this depth, and so many, the tree is drawn at once. */
export const AT_ONCE = { depth: 4, limit: 150 } as const;

/** Whom somebody brought, and they in turn, in one answer; `null` if they are too many for that. */
export function atOnceQuery(person: string) {
  return queryOptions<readonly Stay[] | null>({
    queryKey: [...treeKey, 'at-once', person],
    queryFn: async () => {
      const { nodes, next_cursor: next } = await fetchTree(person, {
        direction: 'down',
        ...AT_ONCE,
      });
      return next === null ? nodes : null;
    },
  });
}

/**
 * The next of those whom a stay brought, `least` of them if there are: a page has all stays of a person,
 * each with whom it brought.
 */
export async function fetchBranch(stay: Stay, from?: string, least = 1): Promise<Branch> {
  const found: Stay[] = [];
  let cursor = from;
  let isOurs = from !== undefined;
  do {
    const query = { direction: 'down', depth: 1, limit: PAGE } as const;
    const page = await fetchTree(stay.user_id, {
      ...query,
      ...(cursor !== undefined && { cursor }),
    });
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

/** Whoever brought a member, if whoever looks may know it. */
export function useInviter({ user_id, invited_by: by }: Member): PersonView | undefined {
  const may = useMay();
  const enabled = by !== null && may('view_audit_log');
  const { data } = useQuery({ ...aboveQuery(user_id), enabled });
  return data?.nodes.find((stay) => stay.depth === 1);
}
