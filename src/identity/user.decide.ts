import type { UserId } from '../platform/ids.js';
import { refuse, sessionEnded, type Refusal } from '../platform/refusal.js';
import type { MemberEvent } from '../members/member.events.js';
import type { Membership } from '../members/facts/membership.js';
import { ADMIN } from '../roles/role.events.js';
import type { MembershipMode, ServerEvent } from '../server/server.events.js';
import type { IdentityEvent } from './identity.events.js';
import type { UserState } from './user.fold.js';

export interface SignInFacts {
  readonly membership: Membership;
  readonly mode: MembershipMode;
  readonly owner: UserId | null;
  /** Whether the settings make this user the owner as long as there is none. */
  readonly becomesOwner: boolean;
}

export interface SignInEvents {
  readonly user: readonly (IdentityEvent | MemberEvent)[];
  readonly server: readonly ServerEvent[];
}

/**
 * The first sign-in registers a key: in every mode but `closed`, and there too while the community
 * waits for its owner, whose link works in every mode.
 */
export function decideSignIn(
  { userId, pubkey }: { readonly userId: UserId; readonly pubkey: string },
  state: UserState,
  facts: SignInFacts,
): SignInEvents | Refusal {
  const registers = !state.registered;
  if (registers && facts.mode === 'closed' && facts.owner !== null) {
    return refuse('MEMBERSHIP_CLOSED', 'This community takes no new people.');
  }
  const appointed = facts.becomesOwner && facts.owner === null && !facts.membership.banned;
  return {
    user: [
      ...(registers
        ? [{ type: 'UserRegistered', data: { user_id: userId, pubkey } } as const]
        : []),
      ...(appointed ? ownersRole(facts.membership) : []),
    ],
    server: appointed ? [{ type: 'OwnerAppointed', data: { user_id: userId } }] : [],
  };
}

function ownersRole({ userId, isMember, roleIds }: Membership): readonly MemberEvent[] {
  if (!isMember) {
    const data = { user_id: userId, invite_code: null, invited_by: null, role_ids: [ADMIN] };
    return [{ type: 'MemberJoined', data }];
  }
  if (roleIds.includes(ADMIN)) return [];
  const data = { user_id: userId, role_id: ADMIN, invite_code: null };
  return [{ type: 'MemberRoleAdded', data }];
}

export function decideChangeName(
  userId: UserId,
  displayName: string | null,
  state: UserState,
): readonly IdentityEvent[] | Refusal {
  if (!state.registered) return sessionEnded();
  if (displayName === state.display_name) return [];
  return [{ type: 'DisplayNameChanged', data: { user_id: userId, display_name: displayName } }];
}
