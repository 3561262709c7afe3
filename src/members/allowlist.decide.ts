import type { UserId } from '../platform/ids.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { requirePermission, type Authority } from '../roles/authority.js';
import type { MemberEvent } from './member.events.js';
import type { MemberState } from './member.fold.js';
import { keyRecorded, type NamedKey } from './moderation.decide.js';

/** `manage_server` lists keys, also such as were never seen; a second time it changes nothing. */
export function decideAllow(
  key: NamedKey,
  state: MemberState,
  actor: Authority,
): readonly (MemberEvent | IdentityEvent)[] | Refusal {
  const refusal = requirePermission(actor, 'manage_server');
  if (refusal) return refusal;
  if (state.listing) return [];
  return [...keyRecorded(key, state), { type: 'UserAllowlisted', data: { user_id: key.userId } }];
}

/** `manage_server` takes keys off the list; who has joined stays a member. */
export function decideUnlist(
  userId: UserId,
  state: MemberState,
  actor: Authority,
): readonly MemberEvent[] | Refusal {
  const refusal = requirePermission(actor, 'manage_server');
  if (refusal) return refusal;
  if (!state.listing) return refuse('NOT_FOUND', 'This key is not on the allowlist.');
  return [{ type: 'UserUnlisted', data: { user_id: userId } }];
}
