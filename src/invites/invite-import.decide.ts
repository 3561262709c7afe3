import type { Instant } from '../platform/clock.js';
import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import {
  importedMark,
  skipped,
  taken,
  there,
  type NoteCode,
  type RowOutcome,
} from '../platform/imported.js';
import type { Refusal } from '../platform/refusal.js';
import { requireOperator, type Authority, type GrantedRole } from '../roles/authority.js';
import type { InviteEvent } from './invite.events.js';
import { inviteStatus } from './invite-status.js';
import type { InviteState } from './invite.fold.js';
import { requireInviter } from './join.decide.js';

/** An invite as another program had it, fit for ours. */
export interface ImportedInvite {
  readonly code: InviteCode;
  readonly created_by: UserId;
  readonly created_at: Instant | null;
  readonly grant_role_id: RoleId | null;
  /** 0 = unlimited. */
  readonly max_uses: number;
  readonly use_count: number;
  readonly expires_at: Instant | null;
  readonly notes: readonly NoteCode[];
}

export interface ImportInviteFacts {
  readonly actor: Authority;
  readonly state: InviteState;
  /** Whether a code was issued here that differs at most in case. */
  readonly isCodeTaken: boolean;
  readonly isCreatorBanned: boolean;
  /** What the invite's creator may do here by now. */
  readonly inviter: Authority;
  /** The role that it grants, if that exists here. */
  readonly role: GrantedRole | undefined;
  readonly now: Instant;
}

export interface InviteImport {
  readonly events: readonly InviteEvent[];
  readonly outcome: RowOutcome;
}

/**
 * Takes an invite over with the uses that it had. One that is used up or has expired comes, too: its code is never
 * issued again, and whoever opens it is told why it does not work. A banned creator's is revoked at once.
 */
export function decideImportInvite(
  { created_at, use_count, notes, ...invite }: ImportedInvite,
  { actor, state, isCodeTaken, isCreatorBanned, inviter, role, now }: ImportInviteFacts,
): InviteImport | Refusal {
  const refusal = requireOperator(actor);
  if (refusal) return refusal;
  const { code, grant_role_id, max_uses, expires_at } = invite;
  if (state.exists) return { events: [], outcome: there(true) };
  if (isCodeTaken) return { events: [], outcome: skipped('code_taken') };
  if (grant_role_id !== null && !role) return { events: [], outcome: skipped('no_such_role') };
  const { imported } = importedMark(created_at, now);
  const created: InviteEvent = {
    type: 'InviteCreated',
    data: {
      ...invite,
      channel_id: null,
      label: null,
      grants_ownership: false,
      imported: { ...imported, use_count },
    },
  };
  if (isCreatorBanned) {
    return {
      events: [created, { type: 'InviteRevoked', data: { code, cause: 'creator_banned' } }],
      outcome: taken([...notes, 'creator_banned']),
    };
  }
  const standing = { revoked_at: null, expiry_recorded: false, paused: false };
  const terms = { max_uses, use_count, expires_at, ...standing };
  const status = inviteStatus(terms, now);
  const worthKnowing: readonly NoteCode[] =
    status === 'exhausted'
      ? ['used_up']
      : status === 'expired'
        ? ['expired']
        : requireInviter({ grant_role_id }, { inviter, role })
          ? ['inviter_gone']
          : [];
  return { events: [created], outcome: taken([...notes, ...worthKnowing]) };
}
