import { SYSTEM, type InviteCode, type RoleId } from '../platform/ids.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import {
  requireGrantable,
  requirePermission,
  type Authority,
  type GrantedRole,
} from '../roles/authority.js';
import { EVERYONE } from '../roles/role.events.js';
import type { InviteEvent, InviteTerms, RevokeCause } from './invite.events.js';
import { inviteStatus } from './invite-status.js';
import type { InviteState } from './invite.fold.js';

export interface CreateInvite extends InviteTerms {
  readonly code: InviteCode;
  readonly grant_role_id: RoleId | null;
  readonly channel_id: string | null;
}

export interface CreateInviteFacts {
  readonly actor: Authority;
  /** The role that the invite grants, if it grants one and that exists. */
  readonly role: GrantedRole | undefined;
  /** Of whoever made it; `undefined` when no member did. */
  readonly quota: InviteQuota | undefined;
}

/** How many invites somebody has that are active or paused, and how many they may have. */
export interface InviteQuota {
  readonly active: number;
  readonly limit: number;
}

/** `manage_invites` creates invites, granting at most what the creator may hand out. */
export function decideCreate(
  invite: CreateInvite,
  facts: CreateInviteFacts,
): readonly InviteEvent[] | Refusal {
  const refusal = requirePermission(facts.actor, 'manage_invites');
  if (refusal) return refusal;
  if (invite.grant_role_id !== null) {
    const ungrantable = checkGrant(invite.grant_role_id, facts);
    if (ungrantable) return ungrantable;
  }
  const tooMany = requireRoom(facts.quota, 'you');
  if (tooMany) return tooMany;
  const { userId } = facts.actor;
  // Somebody who answers for it, and whose rights it hangs on, it has only if a member made it.
  const created_by = userId === SYSTEM ? null : userId;
  return [{ type: 'InviteCreated', data: { ...invite, created_by, grants_ownership: false } }];
}

function checkGrant(id: RoleId, { actor, role }: CreateInviteFacts): Refusal | undefined {
  if (!role) return refuse('ROLE_NOT_GRANTABLE', `There is no role with the id ${id}.`);
  if (id === EVERYONE) {
    return refuse('ROLE_NOT_GRANTABLE', 'Every member holds the role everyone already.');
  }
  return requireGrantable(actor, role);
}

/** So that to kick somebody never means more than others can wait for. */
export function requireRoom(quota: InviteQuota | undefined, who: string): Refusal | undefined {
  if (!quota || quota.active < quota.limit) return undefined;
  const why = `No more active invites for ${who}: the limit is ${quota.limit} for each member, paused ones included.`;
  return refuse('TOO_MANY_INVITES', `${why} Revoke one that is not needed any more.`);
}

/** The single-use invite that makes whoever joins through it the owner. */
export function decideCreateOwnerLink(code: InviteCode, adminRole: RoleId): readonly InviteEvent[] {
  return [
    {
      type: 'InviteCreated',
      data: {
        code,
        created_by: null,
        grant_role_id: adminRole,
        grants_ownership: true,
        channel_id: null,
        label: 'Owner link',
        max_uses: 1,
        expires_at: null,
      },
    },
  ];
}

/** Revokes an invite for good; a second time it changes nothing. */
export function decideRevoke(
  state: InviteState,
  actor: Authority,
  reason: string | undefined,
): readonly InviteEvent[] | Refusal {
  const refusal = requirePermission(actor, 'manage_invites');
  if (refusal) return refusal;
  if (!state.exists || state.grants_ownership) return inviteNotFound(state.code);
  return revoked(state, 'revoked', reason);
}

/** The events that revoke an invite for whatever cause, if it is not revoked yet. */
export function revoked(
  state: InviteState,
  cause: RevokeCause,
  reason?: string,
): readonly InviteEvent[] {
  if (state.revoked_at !== null) return [];
  return [{ type: 'InviteRevoked', data: { code: state.code, cause }, reason }];
}

/** Makes an expiry that has come a fact in the log, once. */
export function decideExpire(state: InviteState, now: string): readonly InviteEvent[] {
  if (!state.exists || state.expiry_recorded || inviteStatus(state, now) !== 'expired') return [];
  return [{ type: 'InviteExpired', data: { code: state.code } }];
}

export function inviteNotFound(code: string): Refusal {
  return refuse(
    'INVITE_NOT_FOUND',
    code ? `There is no invite ${code}.` : 'There is no such invite.',
  );
}
