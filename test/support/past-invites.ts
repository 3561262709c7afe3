import type { InviteCode, UserId } from '../../src/platform/ids.js';
import type { InviteEvent } from '../../src/invites/invite.events.js';
import { memberWith } from './authority.js';
import type { Past } from './given.js';

export const code = 'Ab3xK9Qz' as InviteCode;
export const creator = 'carol' as UserId;
export const manager = memberWith('manage_invites');
export const EXPIRES = '2026-11-22T11:00:00.000Z';
export const JUST_BEFORE = '2026-11-22T10:59:59.999Z';
export const LATER = '2026-11-23T10:00:00.000Z';

export const terms = {
  code,
  max_uses: 0,
  expires_at: null,
  label: null,
  channel_id: null,
} as const;

export function created(
  fields: Partial<Extract<InviteEvent, { readonly type: 'InviteCreated' }>['data']> = {},
): Past<InviteEvent> {
  return {
    type: 'InviteCreated',
    data: {
      ...terms,
      grant_role_id: null,
      created_by: creator,
      grants_ownership: false,
      ...fields,
    },
  };
}
export const updated = (changes: {
  max_uses?: number;
  expires_at?: string | null;
}): InviteEvent => ({
  type: 'InviteUpdated',
  data: { code, ...changes },
});
export const consumed = (use_count: number): Past<InviteEvent> => ({
  type: 'InviteConsumed',
  data: { code, user_id: 'bob' as UserId, use_count, joined: true },
});
export const paused: InviteEvent = { type: 'InvitePaused', data: { code } };
export const resumed: InviteEvent = { type: 'InviteResumed', data: { code } };
export const expired: InviteEvent = { type: 'InviteExpired', data: { code } };
export const revocation: Past<InviteEvent> = {
  type: 'InviteRevoked',
  data: { code, cause: 'revoked' },
};
