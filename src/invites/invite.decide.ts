import { SYSTEM, type InviteCode, type RoleId } from '../common/ids.js';
import { refuse, type Refusal } from '../common/refusal.js';
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

export interface EditInvite extends Partial<InviteTerms> {
  readonly paused?: boolean;
  /** The versions named in `If-Match`; `undefined` when there was none. */
  readonly ifVersion: readonly number[] | undefined;
}

/**
 * Changes terms, pauses, resumes. What is as it was makes no event; revoking is final. Whoever makes
 * an invite work for more people or longer must be able to grant its role: else an old invite of
 * somebody higher would be a way up.
 */
export function decideEdit(
  edit: EditInvite,
  { state, version }: { readonly state: InviteState; readonly version: number },
  { actor, role }: CreateInviteFacts,
): readonly InviteEvent[] | Refusal {
  const refusal =
    requirePermission(actor, 'manage_invites') ??
    requireEditable(state) ??
    (role && widens(edit, state) ? requireGrantable(actor, role) : undefined);
  if (refusal) return refusal;
  if (edit.ifVersion && !edit.ifVersion.includes(version)) {
    return refuse('VERSION_MISMATCH', `The invite is at version ${version} by now.`);
  }
  const { code } = state;
  const changes: Partial<InviteTerms> = {
    ...(edit.max_uses !== undefined &&
      edit.max_uses !== state.max_uses && { max_uses: edit.max_uses }),
    ...(edit.expires_at !== undefined &&
      edit.expires_at !== state.expires_at && { expires_at: edit.expires_at }),
    ...(edit.label !== undefined && edit.label !== state.label && { label: edit.label }),
  };
  const events: InviteEvent[] = [];
  if (Object.keys(changes).length > 0) {
    events.push({ type: 'InviteUpdated', data: { code, ...changes } });
  }
  if (edit.paused !== undefined && edit.paused !== state.paused) {
    events.push({ type: edit.paused ? 'InvitePaused' : 'InviteResumed', data: { code } });
  }
  return events;
}

/** Whether an edit lets somebody in whom the invite as it is would not. */
function widens(edit: EditInvite, state: InviteState): boolean {
  const uses = (max: number): number => (max === 0 ? Infinity : max);
  const moreUses = edit.max_uses !== undefined && uses(edit.max_uses) > uses(state.max_uses);
  const longer =
    edit.expires_at !== undefined &&
    state.expires_at !== null &&
    (edit.expires_at === null || edit.expires_at > state.expires_at);
  return moreUses || longer || (edit.paused === false && state.paused);
}

function requireEditable(state: InviteState): Refusal | undefined {
  // The owner link is the server's own; whoever could edit it could keep it alive.
  if (!state.exists || state.grants_ownership) return inviteNotFound(state.code);
  if (state.revoked_at === null) return undefined;
  return refuse('INVITE_REVOKED', `This invite was revoked on ${state.revoked_at}, for good.`);
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
