import type { UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';
import { requirePermission, type Authority } from '../roles/authority.js';
import type { Permission } from '../roles/permissions.js';
import type { MemberEvent } from './member.events.js';
import type { MemberState } from './member.fold.js';
import { decideBanOfKnown, decideKick } from './moderation.decide.js';

/** What can be done to everybody who came in through somebody, or by an invite. */
export const BRANCH_ACTIONS = ['kick', 'ban', 'revoke_invites'] as const;
export type BranchAction = (typeof BRANCH_ACTIONS)[number];

/** The most people that one action is on: all of them are named in its answer. */
export const MAX_BRANCH = 10_000;

/** The most events of one step, unless one person's alone are more: others wait for one step at a time. */
const STEP_EVENTS = 100;

export interface BranchTarget {
  readonly userId: UserId;
  readonly state: MemberState;
  readonly authority: Authority;
}

export interface BranchDecision {
  /** What is appended to whose stream; nothing where it is the invites alone that stop. */
  readonly acted: readonly {
    readonly target: BranchTarget;
    readonly events: readonly MemberEvent[];
  }[];
  /** Those who stand too high, and what the actor would be told if they tried. */
  readonly skipped: readonly { readonly target: BranchTarget; readonly refusal: Refusal }[];
}

/** The permissions that an action takes. Who brought whom is for those who may see it anyway. */
const NEEDS: Readonly<Record<BranchAction, readonly Permission[]>> = {
  kick: ['kick_members', 'view_audit_log'],
  ban: ['ban_members', 'view_audit_log'],
  revoke_invites: ['manage_invites'],
};

/**
 * Whether an actor may do something to a branch at all.
 * @param fromInvite whether it begins with an invite, which stops, too
 */
export function requireBranchAction(
  action: BranchAction,
  fromInvite: boolean,
  actor: Authority,
): Refusal | undefined {
  for (const permission of [...NEEDS[action], ...(fromInvite ? MANAGES_INVITES : [])]) {
    const refusal = requirePermission(actor, permission);
    if (refusal) return refusal;
  }
  return undefined;
}

const MANAGES_INVITES: readonly Permission[] = ['manage_invites'];

/** Who comes in while it is acted upon does not keep it from being finished, unless they are as many again. */
export const MAX_GROWN_BRANCH = 2 * MAX_BRANCH;

/** Whether a branch is one that can be acted upon in one go. */
export function requireSize(people: number, most = MAX_BRANCH): Refusal | undefined {
  if (people <= most) return undefined;
  return refuse('CONFLICT', `There are more than ${most} people in it; begin further down.`);
}

/**
 * One action on people of a branch. Everybody is decided on as if alone: whoever does not stand below the actor is left
 * as they are, and those below them are not spared for it. Whom it would not change is in neither list.
 */
export function decideOnBranch(
  action: BranchAction,
  reason: string | undefined,
  targets: readonly BranchTarget[],
  actor: Authority,
): BranchDecision {
  const acted: { target: BranchTarget; events: readonly MemberEvent[] }[] = [];
  const skipped: { target: BranchTarget; refusal: Refusal }[] = [];
  for (const target of targets) {
    const decision = decideOne(action, reason, target, actor);
    if (decision instanceof Refusal) skipped.push({ target, refusal: decision });
    else if (decision) acted.push({ target, events: decision });
  }
  return { acted, skipped };
}

/** What happens to one of them; `undefined` when nothing does. */
function decideOne(
  action: BranchAction,
  reason: string | undefined,
  { state, authority }: BranchTarget,
  actor: Authority,
): readonly MemberEvent[] | Refusal | undefined {
  switch (action) {
    case 'kick':
      return authority.isMember ? decideKick(reason, { actor, target: authority }) : undefined;
    case 'ban': {
      if (state.ban) return undefined;
      return decideBanOfKnown(reason, state, { actor, target: authority });
    }
    case 'revoke_invites':
      return [];
  }
}

/** People in their order, so many at a time that no step has too many events. */
export function stepsOf<Person>(
  people: readonly Person[],
  eventsOf: (person: Person) => number,
): readonly (readonly Person[])[] {
  const steps: Person[][] = [];
  let room = 0;
  for (const person of people) {
    const events = eventsOf(person);
    const last = steps.at(-1);
    if (last && events <= room) last.push(person);
    else steps.push([person]);
    room = (last && events <= room ? room : STEP_EVENTS) - events;
  }
  return steps;
}

/** Why the invites of those in it stop, and in whose words. */
export function whyInvitesStop(
  action: BranchAction,
  reason: string | undefined,
): ['creator_kicked' | 'creator_banned' | 'revoked', string?] {
  switch (action) {
    case 'kick':
      return ['creator_kicked'];
    case 'ban':
      return ['creator_banned'];
    case 'revoke_invites':
      return reason === undefined ? ['revoked'] : ['revoked', reason];
  }
}
