import { requireMatch, type IfMatch } from '../platform/if-match.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import {
  requireGrantable,
  requirePermission,
  type Authority,
  type GrantedRole,
} from '../roles/authority.js';
import { inviteNotFound, requireRoom, type CreateInviteFacts } from './invite.decide.js';
import type { InviteEvent, InviteTerms } from './invite.events.js';
import { hasEnded, inviteStatus } from './invite-status.js';
import type { InviteState } from './invite.fold.js';

export interface EditInvite extends Partial<InviteTerms> {
  readonly paused?: boolean;
  readonly ifMatch: IfMatch;
}

export interface EditInviteFacts extends CreateInviteFacts {
  readonly now: string;
}

/**
 * Changes terms, pauses, resumes. What is as it was makes no event; revoking is final. Whoever makes
 * an invite work for more people or longer must be able to grant its role: else an old invite of
 * somebody higher would be a way up.
 */
export function decideEdit(
  edit: EditInvite,
  { state, version }: { readonly state: InviteState; readonly version: number },
  { actor, role, quota, now }: EditInviteFacts,
): readonly InviteEvent[] | Refusal {
  const refusal =
    requirePermission(actor, 'manage_invites') ??
    requireEditable(state) ??
    (widens(edit, state) ? requireRole(state, actor, role) : undefined) ??
    requireMatch(edit.ifMatch, version, 'The invite');
  if (refusal) return refusal;
  const { code } = state;
  const changes: Partial<InviteTerms> = {
    ...(edit.max_uses !== undefined &&
      edit.max_uses !== state.max_uses && { max_uses: edit.max_uses }),
    ...(edit.expires_at !== undefined &&
      edit.expires_at !== state.expires_at && { expires_at: edit.expires_at }),
    ...(edit.label !== undefined && edit.label !== state.label && { label: edit.label }),
  };
  if (reopens(state, changes, now)) {
    const tooMany = requireRoom(quota, 'whoever made this one');
    if (tooMany) return tooMany;
  }
  const events: InviteEvent[] = [];
  if (Object.keys(changes).length > 0) {
    events.push({ type: 'InviteUpdated', data: { code, ...changes } });
  }
  if (edit.paused !== undefined && edit.paused !== state.paused) {
    events.push({ type: edit.paused ? 'InvitePaused' : 'InviteResumed', data: { code } });
  }
  return events;
}

/** Whether changes bring an invite back that had ended: it counts among its creator's again. */
function reopens(state: InviteState, changes: Partial<InviteTerms>, now: string): boolean {
  const expiry_recorded = changes.expires_at === undefined && state.expiry_recorded;
  const after = { ...state, ...changes, expiry_recorded };
  return hasEnded(inviteStatus(state, now)) && !hasEnded(inviteStatus(after, now));
}

/** Whoever lets more people in by an invite hands out its role. */
function requireRole(
  { grant_role_id }: InviteState,
  actor: Authority,
  role: GrantedRole | undefined,
): Refusal | undefined {
  if (grant_role_id === null) return undefined;
  if (role) return requireGrantable(actor, role);
  return refuse('ROLE_NOT_GRANTABLE', 'The role that this invite grants is gone.');
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
