import { SYSTEM, type InviteCode, type UserId } from '../platform/ids.js';
import { happenedAt } from '../platform/imported.js';
import type { InStream } from '../event-store/event.js';
import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import type { InviteEvent, RevokeCause } from './invite.events.js';
import { hasEnded, inviteStatus, type InviteFields } from './invite-status.js';

export interface InviteState extends InviteFields {
  readonly exists: boolean;
  /** The version of the event that ended it, so that each end is told once; `null` as long as it has not. */
  readonly ended_by: number | null;
}

export const inviteFold: Fold<InviteState, InviteEvent> = {
  name: 'invite',
  version: 3,
  initialState: {
    exists: false,
    code: '' as InviteCode,
    created_by: null,
    created_at: '',
    grant_role_id: null,
    grants_ownership: false,
    channel_id: null,
    label: null,
    max_uses: 0,
    use_count: 0,
    expires_at: null,
    expiry_recorded: false,
    paused: false,
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
    ended_by: null,
  },
  evolve: (state, event): InviteState => {
    const after = changed(state, event);
    // What ends by the clock alone ends when that is recorded; and what has ended does not begin anew by an edit that
    // comes after its time.
    const expires_at = state.ended_by === null ? null : after.expires_at;
    const ended = hasEnded(inviteStatus({ ...after, expires_at }, event.at));
    return { ...after, ended_by: ended ? (state.ended_by ?? event.version) : null };
  },
};

function changed(state: InviteState, event: InStream<InviteEvent>): InviteState {
  switch (event.type) {
    case 'InviteCreated': {
      const { imported, ...fields } = event.data;
      const use_count = imported?.use_count ?? 0;
      return { ...state, ...fields, exists: true, use_count, created_at: happenedAt(event) };
    }
    case 'InviteUpdated': {
      const extended = event.data.expires_at !== undefined;
      const expiry_recorded = extended ? false : state.expiry_recorded;
      return { ...state, ...event.data, expiry_recorded };
    }
    case 'InvitePaused':
      return { ...state, paused: true };
    case 'InviteResumed':
      return { ...state, paused: false };
    case 'InviteConsumed':
      return { ...state, use_count: event.data.use_count, last_used_at: event.at };
    case 'InviteExpired':
      return { ...state, expiry_recorded: true };
    case 'InviteRevoked':
      return {
        ...state,
        revoked_at: event.at,
        revoked_by: event.actor === SYSTEM ? null : (event.actor as UserId),
        revoke_reason: event.reason ?? causeText(event.data.cause),
      };
    case 'InviteReasonErased':
      // Reasons are given where the cause is `revoked`, and it alone says nothing.
      return { ...state, revoke_reason: null };
  }
}

/** What stands as the reason when nobody gave one. */
export function causeText(cause: RevokeCause): string | null {
  return cause === 'revoked' ? null : cause;
}

export function inviteStream(code: InviteCode): Stream<InviteState, InviteEvent> {
  return { name: `invite-${code}`, fold: inviteFold };
}
