import { type Permission } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { newIdempotencyKey } from '../api/idempotency-key.js';
import { tryOnBranch, type BranchDeed } from '../api/branch.js';

/** Where a branch begins: with somebody, or with those whom an invite let in. */
export type BranchTop = { readonly inviter: string } | { readonly invite: string };
export type BranchAction = BranchDeed['action'];

const NEEDS: Readonly<Record<BranchAction, readonly Permission[]>> = {
  kick: ['kick_members', 'view_audit_log'],
  ban: ['ban_members', 'view_audit_log'],
  revoke_invites: ['manage_invites'],
};

/** What somebody may do to a branch. The server decides; this is for what to show. */
export function branchActions(
  top: BranchTop,
  may: (permission: Permission) => boolean,
): readonly BranchAction[] {
  if ('invite' in top && !may('manage_invites')) return [];
  return (Object.keys(NEEDS) as BranchAction[]).filter((action) => NEEDS[action].every(may));
}

/** Whoever goes through the actions asks for each once: to look counts as much as to act does. */
const FRESH_MS = 10_000;
const KEPT_MS = 30_000;

export const outlookKey = ['branch'] as const;

/** Whom an action would be done to at this moment. */
export function branchOutlookQuery(top: BranchTop, action: BranchAction) {
  return queryOptions({
    queryKey: [...outlookKey, top, action],
    queryFn: ({ signal }) => tryOnBranch({ ...top, action }, signal),
    staleTime: FRESH_MS,
    gcTime: KEPT_MS,
  });
}

const keys = new Map<string, string>();

/** The key of a try: the same until it is known what came of it, so that what was cut off is finished. */
export function branchKey(deed: BranchDeed): string {
  const name = JSON.stringify(deed);
  const key = keys.get(name) ?? newIdempotencyKey();
  keys.set(name, key);
  return key;
}

export function forgetBranchKey(deed: BranchDeed): void {
  keys.delete(JSON.stringify(deed));
}
