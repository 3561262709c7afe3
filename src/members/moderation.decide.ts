import type { UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { requireAbove, requirePermission, type Authority } from '../roles/authority.js';
import type { MemberEvent } from './member.events.js';
import type { MemberState } from './member.fold.js';

export interface ModerationFacts {
  readonly actor: Authority;
  readonly target: Authority;
}

/** A key that somebody names, who may never have signed in. */
export interface NamedKey {
  readonly userId: UserId;
  /** Base58. */
  readonly pubkey: string;
}

/** `kick_members` takes a member out who stands below its holder; they may join again. */
export function decideKick(
  reason: string | undefined,
  { actor, target }: ModerationFacts,
): readonly MemberEvent[] | Refusal {
  const refusal =
    requirePermission(actor, 'kick_members') ??
    (target.isMember ? requireAbove(actor, target) : memberNotFound());
  if (refusal) return refusal;
  return [{ type: 'MemberKicked', data: { user_id: target.userId }, reason }];
}

/**
 * `ban_members` shuts out anybody who stands below its holder, member or not, also a key that was
 * never seen. Who is banned already stays so, for the first reason: no event.
 */
export function decideBan(
  key: NamedKey,
  reason: string | undefined,
  state: MemberState,
  facts: ModerationFacts,
): readonly (MemberEvent | IdentityEvent)[] | Refusal {
  const decision = decideBanOfKnown(reason, state, facts);
  if (decision instanceof Refusal || decision.length === 0) return decision;
  return [...keyRecorded(key, state), ...decision];
}

/** The same for somebody whose key need not be recorded: they have been here. */
export function decideBanOfKnown(
  reason: string | undefined,
  state: MemberState,
  { actor, target }: ModerationFacts,
): readonly MemberEvent[] | Refusal {
  const refusal = requirePermission(actor, 'ban_members') ?? requireAbove(actor, target);
  if (refusal) return refusal;
  if (state.ban) return [];
  const data = { user_id: target.userId, was_member: target.isMember };
  return [{ type: 'MemberBanned', data, reason }];
}

/** `ban_members` lets somebody come back, by joining again. */
export function decideUnban(
  userId: UserId,
  reason: string | undefined,
  state: MemberState,
  actor: Authority,
): readonly MemberEvent[] | Refusal {
  const refusal = requirePermission(actor, 'ban_members');
  if (refusal) return refusal;
  if (!state.ban) return refuse('NOT_FOUND', 'This key is not banned.');
  return [{ type: 'MemberUnbanned', data: { user_id: userId }, reason }];
}

/** The event that keeps a key readable which nobody has signed in with yet. */
export function keyRecorded(
  { userId, pubkey }: NamedKey,
  state: MemberState,
): readonly IdentityEvent[] {
  if (state.pubkey !== null) return [];
  return [{ type: 'PublicKeyRecorded', data: { user_id: userId, pubkey } }];
}

export function memberNotFound(): Refusal {
  return refuse('MEMBER_NOT_FOUND', 'There is no member with this key.');
}
