import type { InviteCode, UserId } from '../platform/ids.js';
import type { StoppedInvite } from '../invites/consequences/revoke-invites.js';
import { holds } from '../roles/permissions.js';
import type { Authority } from '../roles/authority.js';
import type { BranchAction, BranchDecision, BranchTarget } from './branch.decide.js';

/** Somebody whom an action on a branch concerns. */
export interface BranchPerson {
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
  readonly display_name: string | null;
  readonly is_member: boolean;
  /** 0 for the person at the top. */
  readonly depth: number;
}

export interface BranchOutcome {
  readonly action: BranchAction;
  /** Whether nothing was done yet. */
  readonly dry_run: boolean;
  /** To whom it was done, or would be. */
  readonly people: readonly BranchPerson[];
  /** Who was left alone, and the code of the reason. */
  readonly skipped: readonly (BranchPerson & { readonly code: string })[];
  /** How many invites were revoked, or would be. */
  readonly invite_count: number;
  /** Their codes; `null` for who does not manage invites. */
  readonly invite_codes: readonly InviteCode[] | null;
}

/** Who is in a branch, and what is to become of each. */
export interface Found {
  readonly actor: Authority;
  readonly depths: ReadonlyMap<UserId, number>;
  readonly decision: BranchDecision;
}

/** What is said of an action on a branch, done or not. */
export function outcomeOf(
  { action, isDryRun }: { readonly action: BranchAction; readonly isDryRun: boolean },
  { actor, depths, decision }: Found,
  stopped: readonly StoppedInvite[],
): BranchOutcome {
  const personOf = ({ userId, state, authority }: BranchTarget): BranchPerson => ({
    user_id: userId,
    pubkey: state.pubkey,
    display_name: state.display_name,
    is_member: authority.isMember,
    depth: depths.get(userId) ?? 0,
  });
  const creators = new Set(stopped.map(({ created_by }) => created_by));
  const acted = decision.acted.map(({ target }) => target);
  // Where it is the invites alone that stop, it is done to those who have some.
  const people =
    action === 'revoke_invites' ? acted.filter(({ userId }) => creators.has(userId)) : acted;
  return {
    action,
    dry_run: isDryRun,
    people: people.map(personOf),
    skipped: decision.skipped.map(({ target, refusal }) => ({
      ...personOf(target),
      code: refusal.code,
    })),
    invite_count: stopped.length,
    invite_codes: holds(actor.permissions, 'manage_invites')
      ? inOrderOf(people, stopped).map(({ code }) => code)
      : null,
  };
}

/** In the order of who made them, whatever steps they stopped in. The one that a branch begins with goes first. */
function inOrderOf(
  people: readonly BranchTarget[],
  stopped: readonly StoppedInvite[],
): readonly StoppedInvite[] {
  const places = new Map(people.map(({ userId }, index) => [userId, index]));
  const placeOf = ({ created_by }: StoppedInvite) => places.get(created_by) ?? -1;
  return stopped.toSorted((one, other) => placeOf(one) - placeOf(other));
}
