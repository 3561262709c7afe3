import type { RoleId, UserId } from '../platform/ids.js';
import { refuse, sessionEnded, type Refusal } from '../platform/refusal.js';
import type { MemberEvent } from '../members/member.events.js';
import type { Membership } from '../members/facts/membership.js';
import {
  requireAbovePosition,
  requireGrantable,
  requirePermission,
  type Authority,
  type GrantedRole,
} from '../roles/authority.js';
import type { MembershipMode, ServerEvent } from '../server/server.events.js';
import { inviteNotFound } from './invite.decide.js';
import type { InviteEvent } from './invite.events.js';
import { requireActive } from './invite-status.js';
import type { InviteState } from './invite.fold.js';

export interface JoinFacts {
  readonly now: string;
  readonly mode: MembershipMode;
  readonly owner: UserId | null;
  /** What the invite's creator may do now; `undefined` for the owner link, which has none. */
  readonly inviter: Authority | undefined;
  /** The role that the invite grants, if it still exists. */
  readonly role: GrantedRole | undefined;
}

/** What a join appends to each of its streams, all of it or nothing. */
export interface JoinEvents {
  readonly invite: readonly InviteEvent[];
  readonly user: readonly MemberEvent[];
  readonly server: readonly ServerEvent[];
}

const NOTHING: JoinEvents = { invite: [], user: [], server: [] };

/**
 * Joining by an invite. A use is spent exactly when something changes: somebody becomes a member, or
 * a member receives a role that they lack. A member for whom nothing changes is always welcome.
 */
export function decideJoin(
  invite: InviteState,
  joiner: Membership,
  facts: JoinFacts,
): JoinEvents | Refusal {
  if (!invite.exists) return inviteNotFound(invite.code);
  if (joiner.banned) return refuse('MEMBER_BANNED', 'You are banned from this community.');
  if (joiner.erased) return sessionEnded();
  const granted = grantedRole(invite, joiner);
  const becomesOwner = invite.grants_ownership && facts.owner === null;
  if (joiner.isMember && granted === null && !becomesOwner) return NOTHING;
  const refusal =
    requireActive(invite, facts.now) ??
    requireInviter(invite, facts) ??
    requireOthers(joiner, facts) ??
    requireAdmission(invite, joiner, facts.mode);
  if (refusal) return refusal;
  if (invite.grants_ownership && !becomesOwner) {
    return refuse('INVITE_REVOKED', 'This community has an owner already.');
  }
  return {
    invite: [consumed(invite, joiner)],
    user: joiner.isMember ? rolesAdded(invite, joiner, granted) : [joined(invite, joiner, granted)],
    server: becomesOwner ? [{ type: 'OwnerAppointed', data: { user_id: joiner.userId } }] : [],
  };
}

/** The role that this join would give; `null` when there is none, or the joiner has it. */
function grantedRole(invite: InviteState, joiner: Membership): RoleId | null {
  const id = invite.grant_role_id;
  return id !== null && !(joiner.isMember && joiner.roleIds.includes(id)) ? id : null;
}

/** An invite works only as long as its creator could make it anew. */
export function requireInviter(
  invite: Pick<InviteState, 'grant_role_id'>,
  { inviter, role }: Pick<JoinFacts, 'inviter' | 'role'>,
): Refusal | undefined {
  if (!inviter) return undefined;
  if (requirePermission(inviter, 'manage_invites')) {
    return refuse('INVITER_GONE', 'Whoever made this invite may not invite any more.');
  }
  if (invite.grant_role_id === null) return undefined;
  if (!role || requireGrantable(inviter, role)) {
    return refuse('INVITER_GONE', 'Whoever made this invite may not grant its role any more.');
  }
  return undefined;
}

export const INVITE_BLOCKS = ['inviter_gone', 'invites_paused'] as const;
export type InviteBlock = (typeof INVITE_BLOCKS)[number];

/** Why an invite that is active in itself would let nobody in, if it is not about who comes. */
export function blockOn(
  invite: Pick<InviteState, 'grant_role_id' | 'grants_ownership'>,
  facts: Pick<JoinFacts, 'mode' | 'inviter' | 'role'>,
): InviteBlock | null {
  if (requireInviter(invite, facts)) return 'inviter_gone';
  return facts.mode === 'closed' && !invite.grants_ownership ? 'invites_paused' : null;
}

/**
 * Nobody raises themselves by an invite of their own: an administrator may grant what stands above
 * them, but to others.
 */
function requireOthers(joiner: Membership, { inviter, role }: JoinFacts): Refusal | undefined {
  if (!role || inviter?.userId !== joiner.userId) return undefined;
  return requireAbovePosition(inviter, role.position);
}

/** Whether the membership mode lets this person in. The owner link works in every mode. */
function requireAdmission(
  invite: InviteState,
  joiner: Membership,
  mode: MembershipMode,
): Refusal | undefined {
  if (joiner.isMember || invite.grants_ownership) return undefined;
  switch (mode) {
    case 'open':
    case 'invite_only':
      return undefined;
    case 'allowlist':
      if (joiner.allowlisted) return undefined;
      return refuse('NOT_ALLOWLISTED', 'Only people on the allowlist can join this community.');
    case 'closed':
      return refuse('MEMBERSHIP_CLOSED', 'This community takes no new members.');
  }
}

function consumed(invite: InviteState, joiner: Membership): InviteEvent {
  return {
    type: 'InviteConsumed',
    data: {
      code: invite.code,
      user_id: joiner.userId,
      use_count: invite.use_count + 1,
      joined: !joiner.isMember,
    },
  };
}

function joined(invite: InviteState, joiner: Membership, granted: RoleId | null): MemberEvent {
  return {
    type: 'MemberJoined',
    data: {
      user_id: joiner.userId,
      invite_code: invite.code,
      invited_by: invite.created_by,
      role_ids: granted === null ? [] : [granted],
    },
  };
}

function rolesAdded(
  invite: InviteState,
  joiner: Membership,
  granted: RoleId | null,
): readonly MemberEvent[] {
  if (granted === null) return [];
  const data = { user_id: joiner.userId, role_id: granted, invite_code: invite.code };
  return [{ type: 'MemberRoleAdded', data }];
}
