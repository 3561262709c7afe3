import type { UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';
import { requirePermission, type Authority } from '../roles/authority.js';
import type { Permission } from '../roles/permissions.js';
import type { MemberEvent } from './member.events.js';
import type { MemberState } from './member.fold.js';
import { decideBanOfKnown, decideKick } from './moderation.decide.js';

/** What can be done to a person and to everybody whom they brought. */
export const TREE_ACTIONS = ['kick', 'ban', 'revoke-invites'] as const;
export type TreeAction = (typeof TREE_ACTIONS)[number];

/** The most people that one action is on: all of it is one commit, which others wait for. */
export const MAX_TREE = 10_000;

export interface TreeTarget {
  readonly userId: UserId;
  readonly state: MemberState;
  readonly authority: Authority;
}

export interface TreeDecision {
  /** What is appended to whose stream; nothing where it is the invites alone that stop. */
  readonly acted: readonly {
    readonly target: TreeTarget;
    readonly events: readonly MemberEvent[];
  }[];
  /** Those who stand too high, and what the actor would be told if they tried. */
  readonly skipped: readonly { readonly target: TreeTarget; readonly refusal: Refusal }[];
}

/** The permissions that an action takes. Who brought whom is for those who may see it anyway. */
const NEEDS: Readonly<Record<TreeAction, readonly Permission[]>> = {
  kick: ['kick_members', 'view_audit_log'],
  ban: ['ban_members', 'view_audit_log'],
  'revoke-invites': ['manage_invites'],
};

/** Whether an actor may do something to a tree at all, and to one of so many people. */
export function requireTreeAction(
  action: TreeAction,
  actor: Authority,
  people: number,
): Refusal | undefined {
  for (const permission of NEEDS[action]) {
    const refusal = requirePermission(actor, permission);
    if (refusal) return refusal;
  }
  if (people <= MAX_TREE) return undefined;
  return refuse('CONFLICT', `There are more than ${MAX_TREE} people in it; begin further down.`);
}

/**
 * One action on a person and all below them. Everybody is decided on as if alone: whoever does not
 * stand below the actor is left as they are, and those below them are not spared for it. Whom it would
 * not change is in neither list.
 */
export function decideOnTree(
  action: TreeAction,
  reason: string | undefined,
  targets: readonly TreeTarget[],
  actor: Authority,
): TreeDecision | Refusal {
  const refusal = requireTreeAction(action, actor, targets.length);
  if (refusal) return refusal;
  const acted: { target: TreeTarget; events: readonly MemberEvent[] }[] = [];
  const skipped: { target: TreeTarget; refusal: Refusal }[] = [];
  for (const target of targets) {
    const decision = decideOne(action, reason, target, actor);
    if (decision instanceof Refusal) skipped.push({ target, refusal: decision });
    else if (decision) acted.push({ target, events: decision });
  }
  return { acted, skipped };
}

/** What happens to one of them; `undefined` when nothing does. */
function decideOne(
  action: TreeAction,
  reason: string | undefined,
  { state, authority }: TreeTarget,
  actor: Authority,
): readonly MemberEvent[] | Refusal | undefined {
  switch (action) {
    case 'kick':
      return authority.isMember ? decideKick(reason, { actor, target: authority }) : undefined;
    case 'ban': {
      if (state.ban) return undefined;
      return decideBanOfKnown(reason, state, { actor, target: authority });
    }
    case 'revoke-invites':
      return [];
  }
}
