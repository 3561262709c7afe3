import { refuse, type Refusal } from '../platform/refusal.js';
import type { Folded } from '../event-store/fold.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import { requireAbove, requirePermission } from '../roles/authority.js';
import type { MemberEvent } from './member.events.js';
import { isMember, type MemberState } from './member.fold.js';
import type { ModerationFacts } from './moderation.decide.js';

/**
 * `manage_server` makes somebody unreadable who stands below its holder, in or not: they are off the
 * allowlist and out. A ban stays. Of whom nothing personal is known since an erasure: no event.
 */
export function decideErase(
  { state, version }: Folded<MemberState>,
  { actor, target }: ModerationFacts,
): readonly (MemberEvent | IdentityEvent)[] | Refusal {
  const refusal = requirePermission(actor, 'manage_server');
  if (refusal) return refusal;
  if (version === 0) {
    return refuse('MEMBER_NOT_FOUND', 'Nobody with this key, or this user id, was ever here.');
  }
  if (target.isOwner) {
    return refuse(
      'OWNER_CANNOT_LEAVE',
      'The owner cannot be erased before the community has another owner.',
    );
  }
  const beneath = requireAbove(actor, target);
  if (beneath) return beneath;
  if (state.erased) return [];
  const data = { user_id: target.userId };
  return [
    ...(state.listing ? [{ type: 'UserUnlisted', data } as const] : []),
    { type: 'UserErased', data },
    // Behind it: whoever is told that they are gone is told no name any more.
    ...(isMember(state) ? [{ type: 'MemberLeft', data } as const] : []),
  ];
}
